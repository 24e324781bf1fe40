/// Philox4x32-10 word by word, as the paper states it.
struct ReferencePhilox {
  let key: UInt64

  /// The block of a 128-bit counter.
  func block(_ counter: [UInt32]) -> [UInt32] {
    var state = counter
    var first = UInt32(truncatingIfNeeded: key)
    var second = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let left = state[0].multipliedFullWidth(by: 0xD251_1F53)
      let right = state[2].multipliedFullWidth(by: 0xCD9E_8D57)
      state = [
        right.high ^ state[1] ^ first, right.low, left.high ^ state[3] ^ second, left.low,
      ]
      first &+= 0x9E37_79B9
      second &+= 0xBB67_AE85
    }
    return state
  }

  /// Element `index` of the stream of words, in the layout that the documentation gives.
  func word(at index: Int) -> UInt32 {
    let number = UInt64(16 * (index / 64) + index % 16)
    let counter = [UInt32(truncatingIfNeeded: number), UInt32(number >> 32), 0, 0]
    return block(counter)[index % 64 / 16]
  }
}
