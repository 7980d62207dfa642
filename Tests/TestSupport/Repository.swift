import Foundation

/// The checkout that the tests were built from, and what it carries.
public enum Repository {
    /// Its folder.
    public static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    /// The configuration that ships with the product.
    public static let configuration = path + "/config"
}
