import Dabiao

/// Gives names their meaning and expressions their types; collects every error instead of stopping at the first.
struct Checker {
    var errors: [SyntaxError] = []

    /// The checked form of an expression, or nil with ``errors`` filled.
    mutating func check(_ expression: Expression, in scope: Scope, expecting expected: ExpressionType? = nil) -> Typed?
    {
        switch expression.node {
        case .literal(let value): return literal(value, expecting: expected, at: expression.offset)
        case .name(let qualifier, let name): return self.name(name, qualifier, in: scope, at: expression.offset)
        case .not(let operand):
            return boolean(operand, in: scope).map { typed(.not($0), .boolean, expression) }
        case .and(let terms): return booleans(terms, in: scope).map { typed(.and($0), .boolean, expression) }
        case .or(let terms): return booleans(terms, in: scope).map { typed(.or($0), .boolean, expression) }
        case .negative(let operand):
            guard let operand = number(operand, in: scope) else { return nil }
            let zero = Typed(node: .literal(.number(0)), type: .number(.any, isInteger: true), offset: operand.offset)
            return typed(.arithmetic(.minus, zero, operand), operand.type, expression)
        case .compare(let operation, let left, let right):
            return comparison(operation, left, right, expression, in: scope)
        case .arithmetic(let operation, let left, let right):
            return arithmetic(operation, left, right, expression, in: scope)
        case .isIn(let value, let choices): return isIn(value, choices, expression, in: scope)
        case .between(let value, let low, let high): return between(value, low, high, expression, in: scope)
        case .isMember(let value, let set): return isMember(value, of: set, expression, in: scope)
        case .has(let quantifier, let set, let words): return has(quantifier, set, words, expression, in: scope)
        case .workdays(let count):
            guard let count = number(count, in: scope) else { return nil }
            guard count.type.isInteger, count.type.unit != .composed else {
                return fail(count.offset, "工作日数应为整数", "a count of workdays must be an integer")
            }
            return typed(.workdays(count), .workdays, expression)
        case .call(let name, let arguments): return call(name, arguments, expression, in: scope)
        case .aggregate(let aggregate, let rows, let value):
            return self.aggregate(aggregate, rows, value, expression, in: scope)
        case .lookup(let rows, let column, let otherwise):
            return lookup(rows, column, otherwise, expression, in: scope)
        }
    }

    // MARK: - Small words

    func typed(_ node: Typed.Node, _ type: ExpressionType, _ expression: Expression) -> Typed {
        Typed(node: node, type: type, offset: expression.offset)
    }

    mutating func fail<T>(_ offset: Int, _ zh: String, _ en: String) -> T? {
        errors.append(SyntaxError(offset, zh, en))
        return nil
    }

    mutating func mismatch<T>(_ offset: Int, found: ExpressionType, expected: Phrase) -> T? {
        fail(
            offset, "此处是\(found.phrase.zh)，应为\(expected.zh)",
            "this is a \(found.phrase.en), expected \(expected.en)")
    }

    mutating func boolean(_ expression: Expression, in scope: Scope) -> Typed? {
        guard let checked = check(expression, in: scope) else { return nil }
        return checked.type == .boolean
            ? checked : mismatch(checked.offset, found: checked.type, expected: ExpressionType.boolean.phrase)
    }

    private mutating func booleans(_ terms: [Expression], in scope: Scope) -> [Typed]? {
        let checked = terms.map { boolean($0, in: scope) }
        return checked.contains(nil) ? nil : checked.compactMap { $0 }
    }

    mutating func number(_ expression: Expression, in scope: Scope) -> Typed? {
        guard let checked = check(expression, in: scope) else { return nil }
        return checked.type.isNumber
            ? checked : mismatch(checked.offset, found: checked.type, expected: Phrase("数", "number"))
    }

    private mutating func literal(_ value: Value, expecting expected: ExpressionType?, at offset: Int) -> Typed? {
        switch value {
        case .boolean: return Typed(node: .literal(value), type: .boolean, offset: offset)
        case .number(let number):
            let type = ExpressionType.number(.any, isInteger: number == number.rounded())
            return Typed(node: .literal(value), type: type, offset: offset)
        case .period: return Typed(node: .literal(value), type: .duration, offset: offset)
        case .text(let text):
            switch expected?.kind {
            case .date:
                guard let date = CivilDate(text[...]) else {
                    return fail(
                        offset, "“\(text)”不是日期，应写成 '2026-01-31'", "'\(text)' is not a date, write '2026-01-31'")
                }
                return Typed(node: .literal(.date(date)), type: .date, offset: offset)
            case .datetime:
                guard let moment = CivilMinute(text) else {
                    return fail(
                        offset, "“\(text)”不是时刻，应写成 '2026-01-31T08:30'",
                        "'\(text)' is not a datetime, write '2026-01-31T08:30'")
                }
                return Typed(node: .literal(.datetime(moment)), type: .datetime, offset: offset)
            case .choice(let values) where !values.contains(text):
                let nearest = text.nearest(among: values)
                return fail(
                    offset,
                    "“\(text)”不在选项中，可选：\(values.joined(separator: "、"))"
                        + (nearest.map { "；是否想写“\($0)”？" } ?? ""),
                    "'\(text)' is not one of \(values.joined(separator: ", "))"
                        + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
            default: return Typed(node: .literal(value), type: .text, offset: offset)
            }
        case .date, .datetime, .never, .set: return Typed(node: .literal(value), type: .date, offset: offset)
        }
    }

    private mutating func name(_ name: String, _ qualifier: String?, in scope: Scope, at offset: Int) -> Typed? {
        let spelling = qualifier.map { "\($0).\(name)" } ?? name
        if spelling == "today" {
            return fail(
                offset, "today 只能单独站在比较的一边，例如 last_check_on + P1Y < today",
                "today must stand alone on one side of a comparison, as in last_check_on + P1Y < today")
        }
        switch scope.resolve(name, qualifier: qualifier) {
        case .found(let reference, let type):
            return Typed(node: .reference(reference), type: type, offset: offset)
        case .ambiguous(let candidates):
            let list = candidates.joined(separator: ", ")
            return fail(
                offset, "名称“\(name)”有两处含义，请写明是哪一个：\(list)",
                "the name '\(name)' is found in two places, write one of \(list)")
        case .missing where scope.isExcused(name, qualifier: qualifier): return nil
        case .missing(let nearest):
            return fail(
                offset, "没有名为“\(spelling)”的事实或列" + (nearest.map { "；是否想写“\($0)”？" } ?? ""),
                "no fact or column is called '\(spelling)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
        }
    }
}
