public import Dabiao
import GRDB

/// An occurrence with what people need to know of who owes it.
public struct AgendaItem: Hashable, Sendable, Stored {
    public let occurrence: Occurrence
    /// The enterprise that owes it, or whose site does.
    public let enterprise: Int64
    public let enterpriseName: String
    public let creditCode: String
    /// The site's district, else the enterprise's.
    public let district: String
    /// Nil for an enterprise and for its implicit site.
    public let siteName: String?

    static let columns =
        Occurrence.columns + """
            , enterprise.id, enterprise.name, enterprise.creditCode, ifnull(site.district, enterprise.district), site.name
            """

    init(_ reader: inout RowReader) throws {
        occurrence = try Occurrence(&reader)
        enterprise = try reader.value()
        enterpriseName = try reader.value()
        creditCode = try reader.value()
        district = try reader.value()
        siteName = try reader.optional()
    }
}

/// Which occurrences to list: those that meet all that is given, by due day; the undated last.
public struct AgendaFilter: Hashable, Sendable {
    /// The first and the last due day, both inclusive.
    public var from: CivilDate?
    public var to: CivilDate?
    /// Whether those that have no due day yet are listed, whatever the days asked about.
    public var includesUndated: Bool
    /// Empty is every state.
    public var states: Set<OccurrenceState>
    public var bundle: String?
    public var obligation: String?
    public var district: String?
    /// The enterprise itself and all its sites.
    public var enterprise: Int64?
    /// The one with this id.
    public var occurrence: Int64?
    public var limit: Int
    public var offset: Int

    public init(
        from: CivilDate? = nil, to: CivilDate? = nil, includesUndated: Bool = true,
        states: Set<OccurrenceState> = [.open, .undetermined], bundle: String? = nil, obligation: String? = nil,
        district: String? = nil, enterprise: Int64? = nil, occurrence: Int64? = nil, limit: Int = 100, offset: Int = 0
    ) {
        self.from = from
        self.to = to
        self.includesUndated = includesUndated
        self.states = states
        self.bundle = bundle
        self.obligation = obligation
        self.district = district
        self.enterprise = enterprise
        self.occurrence = occurrence
        self.limit = limit
        self.offset = offset
    }
}

extension Snapshot {
    public func agenda(_ filter: AgendaFilter = AgendaFilter()) throws -> [AgendaItem] {
        let conditions = filter.conditions(scope)
        return try fetchAll(
            "SELECT \(AgendaItem.columns)\(Self.source)\(conditions.clause)"
                + " ORDER BY occurrence.due IS NULL, occurrence.due, occurrence.id LIMIT ? OFFSET ?",
            conditions.arguments(limit: filter.limit, offset: filter.offset))
    }

    /// How many occurrences the filter finds, whatever its limit and offset.
    public func countAgenda(_ filter: AgendaFilter = AgendaFilter()) throws -> Int {
        let conditions = filter.conditions(scope)
        return try fetchValue("SELECT count(*)\(Self.source)\(conditions.clause)", conditions.arguments) ?? 0
    }

    private static let source = """
         FROM occurrence
        JOIN bundleVersion ON bundleVersion.id = occurrence.bundleVersion
        JOIN subject ON subject.id = occurrence.subject
        JOIN enterprise ON enterprise.id = subject.enterprise
        LEFT JOIN site ON site.id = subject.id
        """
}

extension AgendaFilter {
    fileprivate func conditions(_ scope: Scope) -> Filter {
        var filter = Filter()
        if from != nil || to != nil {
            // By the index of due days, for the days and for the undated.
            let undated = includesUndated ? " UNION ALL SELECT id FROM occurrence WHERE due IS NULL" : ""
            filter.add(
                "occurrence.id IN (SELECT id FROM occurrence WHERE due BETWEEN ? AND ?\(undated))",
                all: [(from ?? .earliest).description, (to ?? .latest).description])
        } else if !includesUndated {
            filter.add("occurrence.due IS NOT NULL")
        }
        filter.add("occurrence.state", in: states.map(\.rawValue).sorted())
        filter.add("occurrence.bundle = ?", bundle)
        filter.add("occurrence.obligation = ?", obligation)
        filter.add("ifnull(site.district, enterprise.district) = ?", district)
        filter.add("subject.enterprise = ?", enterprise)
        filter.add("occurrence.id = ?", occurrence)
        filter.add(scope, subject: "subject.id", bundle: ("occurrence.bundle", []))
        return filter
    }
}
