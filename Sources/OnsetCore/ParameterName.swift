/// The full name of a parameter, such as `layer1.0.conv1.weight`: the key of its random stream.
///
/// Components are separated by `.` or `/`. The name alone decides, with the seed, what is drawn, so it
/// is never rewritten on the way from the model to the stream.
public struct ParameterName: Hashable, Sendable, Codable, Comparable, ExpressibleByStringLiteral {
  /// The name as the model has it.
  public let text: String

  /// Wraps a name.
  public init(_ text: String) { self.text = text }

  public init(stringLiteral value: String) { text = value }

  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  public static func < (left: ParameterName, right: ParameterName) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

extension ParameterName: CustomStringConvertible {
  public var description: String { text }
}
