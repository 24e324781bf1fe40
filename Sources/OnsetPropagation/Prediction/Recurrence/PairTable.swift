/// Numbers for every pair of listed sites of a sequence.
struct PairTable {
  private(set) var elements: [Double]
  private let count: Int

  init(count: Int) {
    self.count = count
    elements = [Double](repeating: 0, count: count * count)
  }

  init(_ kernel: Kernel) {
    count = kernel.sites.count
    elements = kernel.pairs
  }

  subscript(i: Int, j: Int) -> Double {
    get { elements[i * count + j] }
    set { elements[i * count + j] = newValue }
  }

  /// Writes a symmetric entry.
  mutating func set(_ i: Int, _ j: Int, _ value: Double) {
    elements[i * count + j] = value
    elements[j * count + i] = value
  }

  /// The table as second moments at sites.
  func kernel(at sites: Sites, mean: [Double]? = nil) -> Kernel {
    var kernel = Kernel(zeroAt: sites)
    kernel.pairs = elements
    for site in kernel.own.indices { kernel.own[site] = max(0, elements[site * (count + 1)]) }
    if let mean { kernel.mean = mean }
    return kernel
  }
}
