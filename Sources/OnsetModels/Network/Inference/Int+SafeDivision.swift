extension Int {
  /// Quotient and remainder, `nil` for a division by zero or one that overflows.
  func quotientAndRemainder(dividingSafelyBy divisor: Int) -> (quotient: Int?, remainder: Int) {
    let (quotient, overflow) = dividedReportingOverflow(by: divisor)
    guard !overflow else { return (nil, 0) }
    return (quotient, remainderReportingOverflow(dividingBy: divisor).partialValue)
  }
}
