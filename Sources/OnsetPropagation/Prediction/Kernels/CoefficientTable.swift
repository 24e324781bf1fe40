/// Hermite coefficients of many sites in one list, for sums over all pairs of sites.
struct CoefficientTable {
  private static let width = HermiteExpansion.order + 1
  private let elements: [Double]

  init(_ rows: [[Double]]) { elements = rows.flatMap { $0 } }

  /// ``HermiteExpansion/product(_:_:correlation:)`` of two sites.
  func product(_ i: Int, _ j: Int, correlation: Double) -> Double {
    let rho = min(1, max(-1, correlation))
    let (left, right) = (i * Self.width, j * Self.width)
    let last = HermiteExpansion.order
    return elements.withUnsafeBufferPointer { table in
      var sum = table[left + last] * table[right + last] * (rho > 0 ? rho * rho : 0)
      for k in stride(from: last - 1, through: 0, by: -1) {
        sum = sum * rho + table[left + k] * table[right + k]
      }
      return sum
    }
  }
}
