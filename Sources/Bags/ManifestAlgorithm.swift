/// The checksum algorithms that are verified here; SHA-256 is the exchange format's own, the others are BagIt's usual ones (RFC 8493, section 2.4).
///
/// A bag may carry manifests of further algorithms. They prove nothing, but must still list what the bag holds.
enum ManifestAlgorithm: String {
    case md5
    case sha1
    case sha256
    case sha384
    case sha512

    /// How many hexadecimal digits a checksum has.
    var digits: Int {
        switch self {
        case .md5: 32
        case .sha1: 40
        case .sha256: 64
        case .sha384: 96
        case .sha512: 128
        }
    }

    /// The algorithm's common name.
    var title: String {
        switch self {
        case .md5: "MD5"
        case .sha1: "SHA-1"
        case .sha256: "SHA-256"
        case .sha384: "SHA-384"
        case .sha512: "SHA-512"
        }
    }
}
