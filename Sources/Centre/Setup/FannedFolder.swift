import Glibc

/// Where files lie that are named by their digest and of which there are more than a folder should hold: in `ab/`, and, once that has grown long, in
/// `ab/cd/`. What lies in a folder already stays there.
struct FannedFolder {
    /// A folder whose own size has passed this is long: some three thousand names on ext4.
    static let longest: Int64 = 256 << 10
    /// With 256 folders on each level that is room for fifty thousand million files.
    private static let mostLevels = 3

    let path: String
    /// How many levels there are from the start.
    let levels: Int
    private let longest: Int64

    init(_ path: String, levels: Int = 1, longest: Int64 = longest) {
        self.path = path
        self.levels = levels
        self.longest = longest
    }

    /// The folder of a digest's files: the one that holds the first of these endings that is found anywhere, else the one where new ones belong.
    func folder(of digest: String, holding endings: [String]) -> String {
        let folders = (levels...FannedFolder.mostLevels).map { folder(of: digest, level: $0) }
        for ending in endings {
            if let holder = folders.first(where: { access("\($0)/\(digest)\(ending)", F_OK) == 0 }) { return holder }
        }
        return folders.first { !isLong($0) } ?? folders[folders.count - 1]
    }

    /// The file of a digest with an ending, where it lies or where it belongs.
    func file(_ digest: String, _ ending: String = "") -> String { "\(folder(of: digest, holding: [ending]))/\(digest)\(ending)" }

    private func folder(of digest: String, level: Int) -> String {
        var folder = path
        for index in 0..<level { folder += "/\(digest.dropFirst(index * 2).prefix(2))" }
        return folder
    }

    // The folder's own size tells without reading it; file systems differ in how they count, which moves the limit and nothing else.
    private func isLong(_ folder: String) -> Bool {
        var status = stat()
        return stat(folder, &status) == 0 && Int64(status.st_size) > longest
    }
}
