/// A number, or the mean of that number over several seeds.
///
/// In JSON a plain number where there is no standard error, else `{"mean":…,"standardError":…}`.
public struct Estimate: Hashable, Sendable {
  /// The number, or its mean over seeds.
  public var mean: Double
  /// The standard error of the mean over seeds; `nil` for a single number.
  public var standardError: Double?

  /// Makes an estimate.
  ///
  /// - Parameters:
  ///   - mean: The number, or its mean over seeds.
  ///   - standardError: The standard error of that mean, not negative; `nil` for a single number.
  public init(_ mean: Double, standardError: Double? = nil) {
    self.mean = mean
    self.standardError = standardError
  }
}

extension Estimate: Codable {
  private enum Key: String, CodingKey {
    case mean, standardError
  }

  /// Reads a number, or a mean with its standard error.
  ///
  /// - Throws: `DecodingError` for anything else.
  public init(from decoder: any Decoder) throws {
    if let number = try? decoder.singleValueContainer().decode(Double.self) {
      self.init(number)
    } else {
      let container = try decoder.container(keyedBy: Key.self)
      self.init(
        try container.decode(Double.self, forKey: .mean),
        standardError: try container.decode(Double.self, forKey: .standardError))
    }
  }

  /// Writes a number, or a mean with its standard error.
  ///
  /// - Throws: `EncodingError` for a number that is not finite.
  public func encode(to encoder: any Encoder) throws {
    guard let standardError else {
      var container = encoder.singleValueContainer()
      return try container.encode(mean)
    }
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(mean, forKey: .mean)
    try container.encode(standardError, forKey: .standardError)
  }
}
