extension CreditCode {
    /// One thing to be said against a code.
    public enum Finding: Hashable, Sendable {
        /// So many characters instead of eighteen.
        case length(Int)
        /// A character that may not stand there; positions count from 1.
        case character(Character, position: Int)
        /// Positions 3 to 8 are no area code.
        case areaCode(String)
        /// The 18th character does not fit the others: one of the eighteen is wrong.
        case checkCharacter(Character, expected: Character)
        /// The 17th character does not fit the organization code. Codes in use have it, so it is worth a look only.
        case organizationCheckCharacter(Character, expected: Character)

        /// True when the code is not valid because of it.
        public var isRefusal: Bool {
            if case .organizationCheckCharacter = self { return false }
            return true
        }

        public var message: Phrase {
            switch self {
            case .length(let count):
                Phrase("应为 18 位，现为 \(count) 位", "it should have 18 characters and has \(count)")
            case .character(let character, let position):
                Self.message(character, position)
            case .areaCode(let text):
                Phrase(
                    "第 3–8 位“\(text)”不是行政区划代码", "characters 3 to 8, \(text), are no code of an administrative division")
            case .checkCharacter(let found, let expected):
                Phrase(
                    "校验不符：按前 17 位，第 18 位应为“\(expected)”，现为“\(found)”，其中有一位写错",
                    "the check fails: the first 17 call for \(expected) as the 18th, not \(found); one of them is wrong"
                )
            case .organizationCheckCharacter(let found, let expected):
                Phrase(
                    "主体标识码校验不符：第 17 位应为“\(expected)”，现为“\(found)”（不影响有效）",
                    "the organization code's own check calls for \(expected) as the 17th, not \(found) (still valid)")
            }
        }

        /// Letters that are left out of the alphabet because they look like others, and what was probably meant.
        private static let lookalikes: [Character: Character] = ["I": "1", "O": "0", "S": "5", "Z": "2"]

        private static func message(_ character: Character, _ position: Int) -> Phrase {
            if let meant = lookalikes[character] {
                return Phrase(
                    "第 \(position) 位“\(character)”不可用，是否应为“\(meant)”",
                    "character \(position), \(character), is never used; is \(meant) meant?")
            }
            return (3...8).contains(position)
                ? Phrase("第 \(position) 位“\(character)”应为数字", "character \(position), \(character), should be a digit")
                : Phrase(
                    "第 \(position) 位“\(character)”不可用（数字和除 I、O、S、V、Z 外的大写字母）",
                    "character \(position), \(character), is not used (digits, and capitals without I, O, S, V and Z)")
        }
    }
}
