/// One sentence for people, in the two languages that dabiao speaks.
///
/// Both travel together across the control socket, and the end that shows them picks by its locale.
public struct Phrase: Hashable, Sendable, Codable {
    /// Plain Chinese, as a department clerk would say it.
    public let zh: String
    /// The same in English.
    public let en: String

    public init(_ zh: String, _ en: String) {
        self.zh = zh
        self.en = en
    }

    /// The sentence in the given language.
    public func text(_ language: Language) -> String {
        switch language {
        case .chinese: zh
        case .english: en
        }
    }
}

/// A language that dabiao speaks to people.
public enum Language: String, Sendable, Codable {
    case chinese = "zh"
    case english = "en"

    /// The language of a POSIX locale name (`LC_ALL`, `LC_MESSAGES`, `LANG`): English where the locale asks for it,
    /// Chinese for everything else, because the users are Chinese departments.
    public init(locale: String?) {
        self = locale.map { $0.hasPrefix("en") } == true ? .english : .chinese
    }
}
