/// What one check of the doctor found, in one line, and what to do about it.
public struct Diagnosis: Sendable, Codable, Equatable {
    public enum State: String, Sendable, Codable {
        case ok
        /// The centre works; somebody should look at it.
        case warning
        /// The centre does not work as it must.
        case failure
    }

    /// The check's stable name, such as `centre_key`.
    public let check: String
    public let state: State
    /// What was found.
    public let english: String
    public let chinese: String
    /// What to do; empty where there is nothing to do.
    public let fixEnglish: String
    public let fixChinese: String

    private init(_ check: String, _ state: State, _ english: String, _ chinese: String, _ fixEnglish: String, _ fixChinese: String) {
        self.check = check
        self.state = state
        self.english = english
        self.chinese = chinese
        self.fixEnglish = fixEnglish
        self.fixChinese = fixChinese
    }

    static func ok(_ check: String, _ english: String, _ chinese: String) -> Diagnosis { Diagnosis(check, .ok, english, chinese, "", "") }

    static func warning(_ check: String, _ english: String, _ chinese: String, do fix: String, _ fixChinese: String) -> Diagnosis {
        Diagnosis(check, .warning, english, chinese, fix, fixChinese)
    }

    static func failure(_ check: String, _ english: String, _ chinese: String, do fix: String, _ fixChinese: String) -> Diagnosis {
        Diagnosis(check, .failure, english, chinese, fix, fixChinese)
    }
}
