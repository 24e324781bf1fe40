import OnsetModels

/// For every value of a network, the linear maps that lie on some path from the inputs to it.
///
/// Two sides of an addition are told apart by it: a residual branch has maps that its shortcut lacks.
struct Ancestry {
  /// A set of operator indices, one bit each.
  private struct Bits {
    var words: [UInt64]

    init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

    mutating func insert(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }

    mutating func formUnion(_ other: Bits) {
      for index in words.indices { words[index] |= other.words[index] }
    }

    func countSubtracting(_ other: Bits) -> Int {
      zip(words, other.words).reduce(0) { $0 + ($1.0 & ~$1.1).nonzeroBitCount }
    }
  }

  private let linearMaps: [Bits]

  /// Finds the ancestors of every value.
  ///
  /// - Complexity: O(values × linear maps / 64).
  init(_ network: Network) {
    let maps = network.operators.indices.filter { network.operators[$0].operation.isLinearMap }
    let rank = Dictionary(uniqueKeysWithValues: maps.enumerated().map { ($1, $0) })
    var sets = [Bits](repeating: Bits(count: maps.count), count: network.values.count)
    for (index, node) in network.operators.enumerated() {
      var set = Bits(count: maps.count)
      for input in node.inputs.compactMap({ $0 }) { set.formUnion(sets[input]) }
      if let bit = rank[index] { set.insert(bit) }
      for output in node.outputs.compactMap({ $0 }) { sets[output] = set }
    }
    linearMaps = sets
  }

  /// How many linear maps lead to `value` but not to `other`.
  func linearMaps(before value: Network.ValueID, notBefore other: Network.ValueID) -> Int {
    linearMaps[value].countSubtracting(linearMaps[other])
  }
}
