import Foundation
import Testing

/// The real programs on a real disk, socket and clock. One test after the other: each runs processes of its own.
@Suite("End to end", .serialized, .timeLimit(.minutes(isLong ? 30 : 2)))
enum EndToEnd {}

/// With `DABIAO_LONG=1` in the environment, what is made short for the suite takes its full length.
let isLong = ProcessInfo.processInfo.environment["DABIAO_LONG"] == "1"
