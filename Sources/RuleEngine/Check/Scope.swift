import Dabiao

/// The names that an expression may use where it stands.
struct Scope {
    /// One layer of names: the subject's facts, or the columns of a row.
    struct Frame {
        /// The list, table or register whose row it is; nil for the facts of the subject.
        let source: String?
        let names: [String: (reference: Reference, type: ExpressionType)]
    }

    /// Outermost first.
    var frames: [Frame]
    let schema: FactSchema
    /// Names that are bound at evaluation, `today` apart.
    var parameters: [String: ExpressionType] = [:]
    /// Inside a list that is derived by `per`: what its rows are gathered from, and by which columns.
    var group: (source: FactSchema.Source, per: [String])?
    /// Registers that may not be read here, each with the reason.
    var closedSources: [String: Phrase] = [:]
    /// False in derived facts and columns: they change only when facts do.
    var allowsToday = false

    /// Whether a name is not known because what declares it could not be read, which was told already.
    func isExcused(_ name: String, qualifier: String?) -> Bool {
        if let qualifier { return schema.isExcused(qualifier) || schema.isExcused("\(qualifier).\(name)") }
        return schema.isExcused(name)
            || frames.contains { frame in frame.source.map { schema.isExcused("\($0).\(name)") } ?? false }
    }

    /// A scope with one more row in it.
    func entering(_ frame: Frame) -> Scope {
        var inner = self
        inner.frames.append(frame)
        return inner
    }

    /// The number of row frames, which names the next alias.
    var rowDepth: Int { frames.count { $0.source != nil } }

    enum Resolution {
        case found(Reference, ExpressionType)
        case ambiguous([String])
        case missing(nearest: String?)
    }

    func resolve(_ name: String, qualifier: String?) -> Resolution {
        if let qualifier { return resolve(name, in: qualifier) }
        if let type = parameters[name] {
            return .found(Reference(name: name, origin: .parameter, sql: ":\(name)"), type)
        }
        let found = frames.compactMap { frame in frame.names[name].map { (frame.source, $0) } }
        switch found.count {
        case 1: return .found(found[0].1.reference, found[0].1.type)
        case 0: return .missing(nearest: name.nearest(among: frames.flatMap { Array($0.names.keys) }))
        default: return .ambiguous(found.map { source, _ in source.map { "\($0).\(name)" } ?? name })
        }
    }

    private func resolve(_ name: String, in qualifier: String) -> Resolution {
        if let frame = frames.last(where: { $0.source == qualifier }) {
            return frame.names[name].map { .found($0.reference, $0.type) }
                ?? .missing(nearest: name.nearest(among: frame.names.keys).map { "\(qualifier).\($0)" })
        }
        let qualified = "\(qualifier).\(name)"
        return schema.qualified[qualified].map { .found($0.reference, $0.type) }
            ?? .missing(nearest: qualified.nearest(among: schema.qualified.keys))
    }
}
