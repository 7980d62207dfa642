import ArgumentParser
import Bags
import Centre
import Glibc
import Office
import Programme
import Records
import Store

// What the libraries' errors mean to the shell.

extension CommandFailure {
    /// Tells standard error and ends the process. Errors of ArgumentParser's own end as it wants.
    static func end(with error: any Error) -> Never {
        guard let failure = error as? CommandFailure ?? CommandFailure(knowing: error) else { Voucherd.exit(withError: error) }
        Terminal.error("voucherd: \(failure.description)")
        exit(failure.exitCode)
    }

    /// `nil` for an error that this place does not know.
    private init?(knowing error: any Error) {
        switch error {
        case let error as OfficeError: self.init(CommandFailure.code(of: error.kind), error.english, error.chinese)
        case let error as FileFailure: self.init(error)
        case let error as BagRefusal: self.init(error)
        case let error as KeyFileError: self.init(EX_CONFIG, error.english, error.chinese)
        case BagError.refused(let refusal): self.init(refusal)
        case BagError.unreadable(let failure): self.init(failure)
        case BagError.notWhole(let state): self.init(EX_TEMPFAIL, "the zip is not whole: \(state)", "压缩包不完整：\(state.chinese)")
        case BagWriterError.file(let failure): self.init(failure)
        case let error as BagWriterError: self.init(EX_DATAERR, error.description, error.chinese)
        case let error as CSVTableError: self.init(EX_DATAERR, error.description, "\(error.reasonInChinese)。\(error.fixInChinese)")
        case let error as ConfigurationError: self.init(error, exitCode: EX_CONFIG)
        case let error as OperatorRefusal: self.init(CommandFailure.code(of: error.kind), error.english, error.chinese)
        case let error as InstanceLock.Failure: self.init(error, exitCode: EX_TEMPFAIL)
        case let error as Rebuild.Refusal: self.init(error, exitCode: EX_DATAERR)
        case let error as WorkingCentre.CannotStart:
            guard let known = error.cause as? CommandFailure ?? CommandFailure(knowing: error.cause) else { return nil }
            self = known
        case StoreError.hindered: self.init(error, exitCode: EX_TEMPFAIL)
        case ClaimFailure.failed(let failure): self.init(failure)
        case let error as StoreError: self.init(error, exitCode: EX_DATAERR)
        case let error as ProgrammeError: self.init(error, exitCode: EX_CONFIG)
        default: return nil
        }
    }

    private init(_ refusal: BagRefusal) {
        self.init(EX_DATAERR, refusal.description, "\(refusal.file.map { "\($0)：" } ?? "")\(refusal.chinese)。\(refusal.fixChinese)")
    }

    private init(_ failure: FileFailure) {
        let isReading = ["open", "read", "stat"].contains(failure.operation)
        let code: Int32 =
            switch failure.errorNumber {
            case EACCES, EPERM: EX_NOPERM
            case ENOENT, ENOTDIR, EISDIR, ESPIPE: isReading ? EX_NOINPUT : EX_CANTCREAT
            case EEXIST, EROFS: EX_CANTCREAT
            default: EX_IOERR
            }
        let reason = String(cString: strerror(failure.errorNumber))
        self.init(code, failure.description, "\(failure.path)：无法\(isReading ? "读取" : "写入")（\(reason)）")
    }

    private static func code(of kind: OperatorRefusal.Kind) -> Int32 {
        switch kind {
        case .data: EX_DATAERR
        case .noInput: EX_NOINPUT
        case .tryAgain: EX_TEMPFAIL
        case .configuration: EX_CONFIG
        }
    }

    private static func code(of kind: OfficeError.Kind) -> Int32 {
        switch kind {
        case .usage: EX_USAGE
        case .data: EX_DATAERR
        case .noInput: EX_NOINPUT
        case .cannotCreate: EX_CANTCREAT
        case .configuration: EX_CONFIG
        case .busy: EX_TEMPFAIL
        }
    }
}
