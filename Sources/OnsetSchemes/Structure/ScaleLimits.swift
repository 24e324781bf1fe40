import OnsetCore

/// The range in which a weight's scale makes sense.
///
/// Zero is allowed, since silencing a branch is a recipe. Anything else outside 1e-20 … 1e6 is a mistake
/// somewhere upstream: below, squares vanish in float32; above, the first product overflows.
enum ScaleLimits {
  /// Magnitudes that pass, beside zero.
  static let magnitudes = 1e-20...1e6

  /// Refuses a number that cannot be a weight.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - name: What it is, as the user wrote it: `gain`, `standardDeviation`.
  /// - Throws: `OnsetError` when the number is not finite, or outside the range.
  static func check(_ value: Double, _ name: String) throws(OnsetError) {
    guard value.isFinite else {
      throw OnsetError(.invalidValue, "\(name) is \(value)", fix: "give a finite number")
    }
    guard value == 0 || magnitudes.contains(value.magnitude) else {
      throw OnsetError(
        .invalidValue, "\(name) \(value) is outside the range of useful weights",
        fix: "give 0 or a magnitude between 1e-20 and 1e6")
    }
  }

  /// Refuses a number that cannot be a spread: as ``check(_:_:)``, and not negative.
  static func checkSpread(_ value: Double, _ name: String) throws(OnsetError) {
    try check(value, name)
    guard value >= 0 else {
      throw OnsetError(
        .invalidValue, "\(name) \(value) is negative", fix: "give a number of at least 0")
    }
  }

  /// Refuses a number that cannot be a share of a whole.
  static func checkShare(_ value: Double, _ name: String) throws(OnsetError) {
    guard value >= 0, value <= 1 else {
      throw OnsetError(
        .invalidValue, "\(name) \(value) is not a share", fix: "give a number between 0 and 1")
    }
  }
}
