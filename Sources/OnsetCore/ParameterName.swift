/// The full name of a parameter, such as `layer1.0.conv1.weight`: the key of its random stream.
///
/// Components are separated by `.` or `/`. The name alone decides, with the seed, what is drawn, so it
/// is never rewritten on the way from the model to the stream.
public struct ParameterName: Hashable, Sendable, Codable, Comparable, ExpressibleByStringLiteral {
  /// The name as the model has it.
  public let text: String

  /// Wraps a name.
  public init(_ text: String) { self.text = text }

  /// Wraps a name written in the source.
  public init(stringLiteral value: String) { text = value }

  /// Reads a name from a string.
  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  /// Writes the name as a string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// Whether a name comes first in the order of its UTF-8 bytes.
  public static func < (left: ParameterName, right: ParameterName) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

extension ParameterName: CustomStringConvertible {
  /// The name as the model has it.
  public var description: String { text }
}
