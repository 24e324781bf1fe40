/// Estimates as people read them.
enum EstimateText {
  /// A number, with its standard error where it has one: `1.02`, `1.02 ± 0.03`.
  static func short(_ value: Estimate) -> String {
    let mean = NumberText.short(value.mean, digits: 3)
    return value.standardError.map { "\(mean) ± \(NumberText.short($0, digits: 2))" } ?? mean
  }
}
