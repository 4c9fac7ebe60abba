import Foundation

/// Bytes made of other bytes, as a fuzzer makes them: from a seed, so that they can be had again.
struct Mutation {
    private var state: UInt64

    /// `DABIAO_SEED`, or any seed; printed.
    init(printedFor test: String) {
        let given = ProcessInfo.processInfo.environment["DABIAO_SEED"].flatMap { UInt64($0) }
        state = given ?? UInt64.random(in: 0...UInt64.max)
        print("\(test): DABIAO_SEED=\(state)")
    }

    /// SplitMix64.
    private mutating func random(_ count: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(max(count, 1)))
    }

    /// One of the seeds with some places changed, or two of them put together.
    mutating func bytes(from seeds: [Data], words: [String]) -> Data {
        var bytes = [UInt8](seeds[random(seeds.count)].prefix(4096))
        if random(8) == 0 {
            let other = [UInt8](seeds[random(seeds.count)].prefix(4096))
            bytes = bytes.prefix(random(bytes.count + 1)) + other.suffix(random(other.count + 1))
        }
        for _ in 0...random(6) {
            let place = random(bytes.count + 1)
            switch random(6) {
            case 0: bytes.insert(UInt8(random(256)), at: place)
            case 1: bytes.insert(contentsOf: words[random(words.count)].utf8, at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random(8)))
            case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + random(40))], at: place)
            case 4: if place < bytes.count { bytes[place] ^= 1 << UInt8(random(8)) }
            default: bytes.insert(contentsOf: repeatElement(UInt8(random(128)), count: random(200)), at: place)
            }
        }
        return Data(bytes)
    }
}
