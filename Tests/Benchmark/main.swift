import ArgumentParser
struct Root: ParsableCommand {}
Root.main()
