/// One value in the written form of a scheme.
indirect enum SchemeArgument: Hashable, Sendable {
  /// A number.
  case number(Double)
  /// One of a few words, such as a fan mode.
  case word(String)
  /// Another scheme.
  case scheme(Scheme)
  /// Other schemes by the name of a packed part.
  case parts([String: Scheme])
}

extension SchemeArgument: CustomStringConvertible {
  /// The value as it stands in a table: whole numbers without a point.
  var description: String {
    switch self {
    case .number(let value):
      Int(exactly: value).map(String.init) ?? String(value)
    case .word(let word): word
    case .scheme(let scheme): scheme.description
    case .parts(let parts):
      parts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }
  }
}
