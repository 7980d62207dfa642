import Bags
import Programme

/// What decisions depend on besides records: the programme, the offices, the working days and the settings that bear on decisions, byte for byte.
///
/// Each is named by its digest. The first drain that uses one keeps a copy of it beside the archive, and the journal names those of each drain:
/// a drain can then be taken again as it was, whatever `config/` says by then.
struct PinnedConfiguration: Sendable {
    /// One of them.
    struct File: Sendable {
        let bytes: [UInt8]
        let digest: Digest

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            digest = Digest(of: bytes)
        }
    }

    /// The digests, as a line of the journal names them.
    struct Digests: Codable, Hashable, Sendable {
        let programme: Digest
        let offices: Digest
        let workdays: Digest
        let settings: Digest
    }

    let programme: File
    let offices: File
    let workdays: File
    /// Not the file of settings, which the environment may override, but the values in force.
    let settings: File

    init(programme: [UInt8], offices: [UInt8], workdays: [UInt8], settings: Settings) {
        self.programme = File(programme)
        self.offices = File(offices)
        self.workdays = File(workdays)
        self.settings = File(Array(settings.bearingOnDecisions.utf8))
    }

    var digests: Digests {
        Digests(programme: programme.digest, offices: offices.digest, workdays: workdays.digest, settings: settings.digest)
    }

    /// Keeps a copy of what is not kept yet, on disk before this returns.
    func keep(in root: DataRoot) throws(FileFailure) {
        for file in [programme, offices, workdays, settings] {
            let place = root.pinned(file.digest)
            if (try? Digest(ofFileAt: place)) == file.digest {
                // An earlier drain may have failed before it had synced the name.
                try DurableFile.syncFolder(DurableFile.folder(of: place))
                continue
            }
            try DurableFile.makeFolder(DurableFile.folder(of: place))
            try DurableFile.write(file.bytes, to: place, permissions: 0o640)
        }
    }
}

extension PinnedConfiguration.File {
    func offices(named path: String) throws(ConfigurationError) -> Offices {
        try Offices(yaml: try ConfigurationFile(path, bytes: bytes).text(), file: path)
    }

    func programme(named path: String) throws(ConfigurationError) -> ProgrammeFile {
        let text = try ConfigurationFile(path, bytes: bytes).text()
        do throws(ProgrammeError) {
            return try ProgrammeFile(yaml: text, digest: digest)
        } catch {
            throw ConfigurationError(file: path, english: "\(error); correct it", chinese: "办法参数文件有误，请更正")
        }
    }

    func workdays(named path: String) throws(ConfigurationError) -> Workdays {
        let text = try ConfigurationFile(path, bytes: bytes).text()
        do throws(ProgrammeError) {
            return try Workdays(csv: text)
        } catch {
            throw ConfigurationError(file: path, english: "\(error); correct it", chinese: "工作日文件有误：\(error)；请更正")
        }
    }

    /// The settings, those that bear on decisions as they were and the others as they are.
    func settings(over current: Settings, named path: String) throws(ConfigurationError) -> Settings {
        var settings = current
        for (index, line) in try ConfigurationFile(path, bytes: bytes).text().split(separator: "\n").enumerated() {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2, let setting = Setting.all.first(where: { "\($0.key):" == parts[0] }) else {
                throw ConfigurationError(
                    file: path,
                    line: index + 1,
                    english: "'\(line)' is no setting that this version knows; use the version that wrote it",
                    chinese: "“\(line)”不是本版本的设置；请使用写入它的版本"
                )
            }
            do throws(Setting.Refusal) {
                try setting.put(parts[1], &settings)
            } catch {
                throw ConfigurationError(file: path, line: index + 1, key: setting.key, english: error.english, chinese: error.chinese)
            }
        }
        return settings
    }
}

extension Settings {
    /// The settings that bear on decisions, each on a line: `finality.working_days: 10`.
    fileprivate var bearingOnDecisions: String {
        Setting.all.filter(\.bearsOnDecisions).map { "\($0.key): \($0.text(self))\n" }.joined()
    }
}

extension CentreConfiguration {
    /// This configuration with what decisions depended on when an earlier drain took place.
    func pinned(to digests: PinnedConfiguration.Digests) throws -> CentreConfiguration {
        if digests == pinned.digests { return self }
        let root = root
        func file(_ digest: Digest, _ name: String) throws -> PinnedConfiguration.File {
            let path = root.pinned(digest)
            let file = PinnedConfiguration.File(try ConfigurationFile(path).bytes)
            guard file.digest == digest else {
                throw ConfigurationError(
                    file: path,
                    english: "this is no longer the \(name) that drains were made with; put back the file with that SHA-256",
                    chinese: "内容已不是当时使用的配置（\(name)）；请放回该 SHA-256 对应的文件"
                )
            }
            return file
        }
        let settings = try file(digests.settings, "settings").settings(over: settings, named: root.pinned(digests.settings))
        let (programme, offices) = (try file(digests.programme, "programme file"), try file(digests.offices, "list of offices"))
        let workdays = try file(digests.workdays, "workday file")
        return CentreConfiguration(
            root: root,
            settings: settings,
            offices: try offices.offices(named: root.pinned(digests.offices)),
            workdays: try workdays.workdays(named: root.pinned(digests.workdays)),
            programme: try programme.programme(named: root.pinned(digests.programme)),
            allowedSigners: allowedSigners,
            revokedKeys: revokedKeys,
            key: key,
            pinned: PinnedConfiguration(
                programme: programme.bytes,
                offices: offices.bytes,
                workdays: workdays.bytes,
                settings: settings
            )
        )
    }
}
