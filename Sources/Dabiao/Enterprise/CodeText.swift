extension StringProtocol {
    /// A code as people paste it, brought to the characters it is meant to have: full-width letters, digits and spaces
    /// become plain ones, small letters capitals, and white space around it goes.
    var foldedAsCode: String {
        var scalars = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let plain = (0xFF01...0xFF5E).contains(scalar.value) ? scalar.value - 0xFEE0 : scalar.value
            let isSmall = (0x61...0x7A).contains(plain)
            scalars.append(Unicode.Scalar(isSmall ? plain - 0x20 : plain) ?? scalar)
        }
        var text = Substring(String(scalars)).drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// True when it consists of ASCII digits alone.
    var isAllDigits: Bool {
        utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
