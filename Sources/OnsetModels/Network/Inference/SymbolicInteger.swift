/// An integer that may depend on extents that are unknown until the model is fed, such as a batch size.
///
/// It is a monomial: a known coefficient times a product of symbols. That is all that shape arithmetic
/// needs: `Reshape` divides `batch·96·64` by `batch·96`, and rows are counted as `batch·65`.
struct SymbolicInteger: Hashable, Sendable {
  /// The known factor.
  let coefficient: Int
  /// The unknown factors in ascending order; empty when the number is known.
  let symbols: [Int]

  /// A known number.
  init(_ value: Int) {
    coefficient = value
    symbols = []
  }

  /// An unknown number.
  init(symbol: Int) {
    coefficient = 1
    symbols = [symbol]
  }

  private init(coefficient: Int, symbols: [Int]) {
    self.coefficient = coefficient
    self.symbols = coefficient == 0 ? [] : symbols
  }

  /// The number, when it is known.
  var known: Int? { symbols.isEmpty ? coefficient : nil }

  /// The product, or `nil` when it overflows or has too many unknown factors to be a size.
  func multiplied(by other: SymbolicInteger) -> SymbolicInteger? {
    let (product, overflow) = coefficient.multipliedReportingOverflow(by: other.coefficient)
    guard !overflow, symbols.count + other.symbols.count <= 16 else { return nil }
    return SymbolicInteger(coefficient: product, symbols: (symbols + other.symbols).sorted())
  }

  /// The quotient, or `nil` when it is not exact.
  func divided(by other: SymbolicInteger) -> SymbolicInteger? {
    guard other.coefficient != 0 else { return nil }
    let (quotient, rest) = coefficient.quotientAndRemainder(dividingSafelyBy: other.coefficient)
    guard let quotient, rest == 0 else { return nil }
    var symbols = symbols
    for symbol in other.symbols {
      guard let index = symbols.firstIndex(of: symbol) else { return nil }
      symbols.remove(at: index)
    }
    return SymbolicInteger(coefficient: quotient, symbols: symbols)
  }

  /// The sum, or `nil` when it is no monomial or overflows.
  func added(to other: SymbolicInteger) -> SymbolicInteger? {
    if coefficient == 0 { return other }
    if other.coefficient == 0 { return self }
    guard symbols == other.symbols else { return nil }
    let (sum, overflow) = coefficient.addingReportingOverflow(other.coefficient)
    return overflow ? nil : SymbolicInteger(coefficient: sum, symbols: symbols)
  }

  /// The negative, or `nil` when it overflows.
  var negated: SymbolicInteger? { multiplied(by: SymbolicInteger(-1)) }

  /// The product of several numbers, or `nil` when one is unknown or it overflows.
  static func product(_ factors: [SymbolicInteger?]) -> SymbolicInteger? {
    factors.reduce(SymbolicInteger(1)) { product, factor in
      guard let product, let factor else { return nil }
      return product.multiplied(by: factor)
    }
  }

  /// Whether two numbers are equal, or `nil` when it depends on the symbols.
  ///
  /// Symbols stand for extents, so they are never negative.
  func isEqual(to other: SymbolicInteger) -> Bool? {
    if self == other { return true }
    if let mine = known, let theirs = other.known { return mine == theirs }
    let signsDiffer = coefficient > 0 && other.coefficient < 0
    return signsDiffer || (coefficient < 0 && other.coefficient > 0) ? false : nil
  }
}
