#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Double {
  /// The number with that many significant digits.
  func rounded(toDigits digits: Int) -> Double {
    guard isFinite, self != 0 else { return self }
    let exponent = Int(log10(abs(self)).rounded(.down)) - digits + 1
    let scale = pow(10, Double(abs(exponent)))
    return exponent < 0 ? (self * scale).rounded() / scale : (self / scale).rounded() * scale
  }

  /// The number for messages: three significant digits, with an exponent where it is far from one.
  var brief: String {
    let value = rounded(toDigits: 3)
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    if value == value.rounded(), abs(value) < 1e5 { return "\(Int(value))" }
    if abs(value) >= 1e-3, abs(value) < 1e5 { return "\(value)" }
    let exponent = Int(log10(abs(value)).rounded(.down))
    return "\((value / pow(10, Double(exponent))).rounded(toDigits: 3).brief)e\(exponent)"
  }

  /// A share for messages, in percent.
  var percent: String { "\((100 * self).rounded(toDigits: 3).brief) %" }
}
