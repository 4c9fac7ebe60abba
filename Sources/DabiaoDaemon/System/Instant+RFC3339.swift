package import Dabiao

extension Instant {
    /// Reads `2026-12-31T08:59:50+08:00`: RFC 3339 with capital `T`, an offset (`Z` or `±HH:MM`), optionally up to
    /// nine decimals of a second, a year from 1900 to 2200, and no leap second, which the kernel's count cannot hold.
    ///
    /// - Throws: ``DabiaoError/Code/invalid``, naming the form that is expected.
    package init(rfc3339 text: String) throws(DabiaoError) {
        guard let instant = Self.read(text) else {
            throw DabiaoError(
                .invalid,
                Phrase("“\(text.prefix(40))”不是带时区的时刻", "“\(text.prefix(40))” is no point in time with an offset"),
                remedy: Phrase(
                    "请写成 2026-12-31T08:59:50+08:00 的形式（年份 1900 至 2200）",
                    "write it like 2026-12-31T08:59:50+08:00 (years 1900 to 2200)"))
        }
        self = instant
    }

    private static func read(_ text: String) -> Instant? {
        var rest = text[...]
        guard text.utf8.count <= 35, let date = CivilDate(rest.prefix(10)) else { return nil }
        rest = rest.dropFirst(10)
        guard rest.take("T"), let hour = rest.takeNumber(below: 24), rest.take(":"),
            let minute = rest.takeNumber(below: 60), rest.take(":"), let second = rest.takeNumber(below: 60),
            let nanoseconds = rest.takeFraction(), let offset = rest.takeOffset(), rest.isEmpty
        else { return nil }
        let inChina = Instant(date, hour: hour, minute: minute, second: second)
        return Instant(seconds: inChina.seconds + Int64(zoneOffset - offset), nanoseconds: nanoseconds)
    }
}

/// The pieces of which RFC 3339 is made, each taken off the front; false or nil where another text stands.
extension Substring {
    fileprivate mutating func take(_ character: Character) -> Bool {
        guard first == character else { return false }
        removeFirst()
        return true
    }

    /// ASCII digits only: `Int` alone would also take a sign.
    private mutating func takeDigits(_ count: Int) -> Int? {
        let digits = prefix(count)
        guard digits.utf8.count == count, digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { return nil }
        removeFirst(count)
        return Int(digits)
    }

    fileprivate mutating func takeNumber(below limit: Int) -> Int? {
        takeDigits(2).flatMap { $0 < limit ? $0 : nil }
    }

    /// The nanoseconds of `.5`; 0 where no fraction stands.
    fileprivate mutating func takeFraction() -> Int32? {
        guard take(".") else { return 0 }
        var (nanoseconds, unit): (Int32, Int32) = (0, 1_000_000_000)
        while unit > 1, let digit = takeDigits(1) {
            unit /= 10
            nanoseconds += Int32(digit) * unit
        }
        return unit == 1_000_000_000 ? nil : nanoseconds
    }

    /// Seconds east of UTC.
    fileprivate mutating func takeOffset() -> Int? {
        if take("Z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = takeNumber(below: 24), take(":"), let minutes = takeNumber(below: 60) else {
            return nil
        }
        return sign * (hours * 3600 + minutes * 60)
    }
}
