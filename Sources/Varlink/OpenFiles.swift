internal import Foundation

/// How many files the process may have open.
enum OpenFiles {
    /// Raises the limit as far as is wanted and allowed; what it is then.
    static func limit(raisedTo wanted: Int) -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
        guard getrlimit(resource, &limit) == 0 else { return wanted }
        if limit.rlim_cur < rlim_t(wanted), limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = min(limit.rlim_max, rlim_t(wanted))
            guard setrlimit(resource, &limit) == 0 else { return Int(clamping: limit.rlim_cur) }
        }
        return Int(clamping: limit.rlim_cur)
    }
}
