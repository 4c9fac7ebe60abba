import Dabiao
import DabiaoControl
import DabiaoStore
import SectorKit
import Varlink

/// Changing what is known of one enterprise, with the day from which it holds and the reason.
struct EnterpriseChanges: Sendable {
    let office: Office

    func change(_ request: EnterpriseInterface.ChangeRequest, _ call: Call) async throws
        -> EnterpriseInterface.ChangeReply
    {
        let told = [
            "name": request.name, "district": request.district, "merge_into": request.mergeInto, "on": request.on,
            "reason": request.reason,
        ]
        return try await office.change(call, target: request.code, detail: told.compactMapValues { $0 }) {
            [office] transaction in
            let filing = try ChangeFiling(office: office, transaction: transaction, request: request)
            let reply = try filing.file()
            // What somebody changes stays in their scope: what leaves it, others have to see to.
            try transaction.require(filing.enterprise.id)
            return reply
        }
    }
}

/// One change on its way into the store.
private struct ChangeFiling {
    let office: Office
    let transaction: Transaction
    let request: EnterpriseInterface.ChangeRequest
    let enterprise: Enterprise
    let day: CivilDate
    let reason: String

    init(office: Office, transaction: Transaction, request: EnterpriseInterface.ChangeRequest) throws {
        self.office = office
        self.transaction = transaction
        self.request = request
        day = try DateQuestion.date(request.on)
        reason = request.reason.normalised
        enterprise = try transaction.enterprise(named: request.code)
        try transaction.require(enterprise.id)
        guard !reason.isEmpty else {
            throw DabiaoError(
                .invalid, Phrase("没有写明原因", "there is no reason"),
                remedy: Phrase("请用 --reason 写明依据，如登记机关的变更通知", "tell it with --reason"))
        }
        if let merger = try transaction.merger(of: enterprise.id),
            merger.appliedOn != nil || request.mergeInto != nil
        {
            let successor = merger.new ?? ""
            throw DabiaoError(
                .refused,
                Phrase(
                    "该企业并入 \(successor) 已登记（自 \(merger.effectiveOn) 起）",
                    "it goes over into \(successor) from \(merger.effectiveOn) on"),
                remedy: Phrase("请对并入后的企业办理变更", "change the one that took it over"))
        }
    }

    func file() throws -> EnterpriseInterface.ChangeReply {
        let columns = try self.columns()
        guard columns.isEmpty != (request.mergeInto == nil) else {
            throw DabiaoError(
                .invalid, Phrase("应写明改什么", "it is not said what to change"),
                remedy: Phrase(
                    "写 --name、--district（可附 --subdistrict、--address），或单独写 --merge-into",
                    "tell --name or --district (with --subdistrict and --address), or --merge-into alone"))
        }
        let changing = EnterpriseChanging(office: office, transaction: transaction)
        guard let successor = request.mergeInto else { return try file(columns, changing) }
        let change = try keep(EnterpriseChange.merger, enterprise.record.creditCode, try self.successor(successor))
        var reply = try change.appliedOn == nil ? .init() : changing.apply(change)
        reply.changes = [EnterpriseInterface.DatedChange(change)]
        return reply
    }

    private func file(_ columns: [(String, String?)], _ changing: EnterpriseChanging) throws
        -> EnterpriseInterface.ChangeReply
    {
        let history = try transaction.changes(of: enterprise.id)
        var (kept, isAnyOvertaken) = ([EnterpriseChange](), false)
        for (column, value) in columns {
            let old = known(column, in: history)
            guard old != value else { continue }
            let change = try keep(column, old, value)
            kept.append(change)
            // What has held since a later day, holds on.
            let isOvertaken = history.contains {
                $0.what == column && $0.appliedOn != nil && $0.effectiveOn > day
            }
            isAnyOvertaken = isAnyOvertaken || isOvertaken
            if change.appliedOn != nil && !isOvertaken { _ = try changing.apply(change) }
        }
        guard !kept.isEmpty else {
            throw DabiaoError(
                .refused, Phrase("自 \(day) 起本来就是这样，没有变更", "from \(day) on it is so already: nothing changes"))
        }
        var reply = EnterpriseInterface.ChangeReply(changes: kept.map { EnterpriseInterface.DatedChange($0) })
        reply.overtaken = isAnyOvertaken
        return reply
    }

    /// What a column is, or will be, on the day of the change.
    private func known(_ column: String, in history: [EnterpriseChange]) -> String? {
        let mine = history.filter { $0.what == column }
        if let last = mine.last(where: { $0.effectiveOn <= day }) { return last.new }
        return mine.isEmpty ? enterprise.record[column] : mine[0].old
    }

    /// The columns to change. A subdistrict is of a district, and so is the area code.
    private func columns() throws -> [(String, String?)] {
        var columns: [(String, String?)] = []
        if let name = request.name {
            guard (1...200).contains(name.normalised.count) else {
                throw DabiaoError(.invalid, Phrase("名称应有 1 到 200 个字", "a name has 1 to 200 characters"))
            }
            columns.append(("name", name.normalised))
        }
        guard let district = request.district else {
            guard request.subdistrict == nil, request.address == nil else {
                throw DabiaoError(
                    .invalid, Phrase("街道和地址要和区一起写", "subdistrict and address are told with the district"),
                    remedy: Phrase("请加上 --district", "add --district"))
            }
            return columns
        }
        let name = try Enterprises(office: office).district(district)
        columns += [("district", name), ("subdistrict", request.subdistrict?.normalised)]
        if let address = request.address { columns.append(("address", address.normalised)) }
        if enterprise.record.areaCode != nil {
            let code = office.catalogue.districts.first { $0.name == name }?.code ?? ""
            columns.append(("area_code", code.isEmpty ? nil : code))
        }
        return columns
    }

    /// The credit code of the enterprise that takes this one over.
    private func successor(_ code: String) throws -> String {
        let other = try transaction.enterprise(named: code)
        try transaction.require(other.id)
        guard other.id != enterprise.id else {
            throw DabiaoError(.invalid, Phrase("企业不能并入自身", "an enterprise cannot go over into itself"))
        }
        if let merger = try transaction.merger(of: other.id) {
            throw DabiaoError(
                .refused,
                Phrase(
                    "“\(other.record.name)”自己自 \(merger.effectiveOn) 起并入 \(merger.new ?? "")",
                    "\(other.record.name) itself goes over into \(merger.new ?? "") from \(merger.effectiveOn) on"),
                remedy: Phrase("请写最终存续的企业", "name the one that remains"))
        }
        return other.record.creditCode
    }

    private func keep(_ what: String, _ old: String?, _ new: String?) throws -> EnterpriseChange {
        let now = office.clock.now()
        var change = EnterpriseChange(
            enterprise: enterprise.id, what: what, old: old, new: new, effectiveOn: day,
            appliedOn: day <= now.date ? now.date : nil, recordedAt: now.seconds, reason: reason)
        change.id = try transaction.append(change)
        return change
    }
}
