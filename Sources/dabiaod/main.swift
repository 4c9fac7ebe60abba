import ArgumentParser
import ServiceLifecycle
import UnixSignals
struct Root: ParsableCommand {}
Root.main()
