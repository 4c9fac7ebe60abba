import Testing

/// The real programs on a real disk, socket and clock. One test after the other: each runs processes of its own.
@Suite("End to end", .serialized, .timeLimit(.minutes(2)))
enum EndToEnd {}
