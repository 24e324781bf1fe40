import OnsetCore

extension Scheme: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }

    static let scheme = Key(stringValue: "scheme")
  }

  /// Reads a scheme: a word, such as `zeros`, or a map, such as
  /// `{"scheme": "normal", "standardDeviation": 0.02}`.
  ///
  /// - Throws: `OnsetError` when the scheme or a parameter is unknown, missing or makes no sense; the
  ///   decoder's own error where the input is neither a word nor a map.
  public init(from decoder: any Decoder) throws {
    if let word = try? decoder.singleValueContainer().decode(String.self) {
      self = try Scheme(form: SchemeForm(word))
      return
    }
    let container = try decoder.container(keyedBy: Key.self)
    guard container.contains(.scheme) else {
      throw OnsetError(
        .invalidArgument, "a map without the key 'scheme' names no scheme",
        fix: #"write {"scheme": "normal", "standardDeviation": 0.02}, for example"#)
    }
    let name = try container.decode(String.self, forKey: .scheme)
    let description = try SchemeCatalog.description(named: name)
    var arguments: [String: SchemeArgument] = [:]
    for key in container.allKeys where key.stringValue != Key.scheme.stringValue {
      let parameter = description.parameters.first { $0.name == key.stringValue }
      // An unknown key is kept, whatever its value, for the form to refuse it by name.
      arguments[key.stringValue] =
        switch parameter?.kind {
        case .number: .number(try Self.number(in: container, key, of: name))
        case .word: .word(try container.decode(String.self, forKey: key))
        case .scheme: .scheme(try container.decode(Scheme.self, forKey: key))
        case .parts: .parts(try container.decode([String: Scheme].self, forKey: key))
        case nil: .number(0)
        }
    }
    self = try Scheme(form: SchemeForm(name, arguments))
  }

  /// Writes the shortest form: parameters that have their default are left out, and a scheme that needs
  /// none is a word.
  public func encode(to encoder: any Encoder) throws {
    let form = form
    let written = try SchemeForm(form.name, form.arguments)
    guard !written.written.isEmpty else {
      var container = encoder.singleValueContainer()
      return try container.encode(written.description.name)
    }
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(written.description.name, forKey: .scheme)
    for (name, value) in written.written {
      let key = Key(stringValue: name)
      switch value {
      case .number(let number): try container.encode(number, forKey: key)
      case .word(let word): try container.encode(word, forKey: key)
      case .scheme(let scheme): try container.encode(scheme, forKey: key)
      case .parts(let parts): try container.encode(parts, forKey: key)
      }
    }
  }

  private static func number(
    in container: KeyedDecodingContainer<Key>, _ key: Key, of scheme: String
  ) throws -> Double {
    guard let number = try? container.decode(Double.self, forKey: key) else {
      throw OnsetError(
        .invalidArgument, "'\(key.stringValue)' of the scheme '\(scheme)' has to be a number")
    }
    return number
  }
}

extension Scheme: CustomStringConvertible {
  /// The scheme in one line, as `heNormal` or `normal(standardDeviation: 0.02)`.
  public var description: String {
    let form = form
    guard let written = try? SchemeForm(form.name, form.arguments).written, !written.isEmpty else {
      return form.name
    }
    let arguments = written.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
    return "\(form.name)(\(arguments))"
  }
}
