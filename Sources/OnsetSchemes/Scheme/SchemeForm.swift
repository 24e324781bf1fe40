import OnsetCore

/// The written form of a scheme: its name and those of its parameters that differ from their defaults.
struct SchemeForm {
  /// What the catalog says about the scheme.
  let description: SchemeDescription
  /// The parameters that are given, by name.
  let arguments: [String: SchemeArgument]

  /// Makes a form, refusing what the catalog does not know.
  ///
  /// - Throws: `OnsetError` that names the nearest scheme or parameter.
  init(_ name: String, _ arguments: [String: SchemeArgument] = [:]) throws(OnsetError) {
    description = try SchemeCatalog.description(named: name)
    let known = description.parameters.map(\.name)
    for argument in arguments.keys.sorted() where !known.contains(argument) {
      let nearest = NearestName.suggestion(for: argument, among: known)
      throw OnsetError(
        .invalidArgument, "the scheme '\(description.name)' has no parameter '\(argument)'",
        fix: nearest.map { "did you mean '\($0)'?" }
          ?? (known.isEmpty ? "it takes none" : "it takes \(known.joined(separator: ", "))"))
    }
    self.arguments = arguments
  }

  /// The parameters to write, in the catalog's order.
  var written: [(name: String, value: SchemeArgument)] {
    description.parameters.compactMap { parameter in
      arguments[parameter.name].flatMap {
        $0 == parameter.defaultValue ? nil : (parameter.name, $0)
      }
    }
  }

  /// A number, or its default.
  func number(_ name: String) throws(OnsetError) -> Double {
    guard case .number(let value) = try argument(name) else { throw wrong(name, "a number") }
    return value
  }

  /// One of the words of an enumeration, or its default.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ type: Word.Type
  ) throws(OnsetError) -> Word {
    let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
    guard case .word(let text) = try argument(name), let word = Word(rawValue: text) else {
      throw wrong(name, "one of \(words)")
    }
    return word
  }

  /// Another scheme.
  func scheme(_ name: String) throws(OnsetError) -> Scheme {
    guard case .scheme(let scheme) = try argument(name) else { throw wrong(name, "a scheme") }
    return scheme
  }

  /// Schemes by the name of a packed part.
  func parts(_ name: String) throws(OnsetError) -> [String: Scheme] {
    guard case .parts(let parts) = try argument(name) else {
      throw wrong(name, "a map from parts to schemes")
    }
    return parts
  }

  private func argument(_ name: String) throws(OnsetError) -> SchemeArgument {
    let parameter = description.parameters.first { $0.name == name }
    guard let value = arguments[name] ?? parameter?.defaultValue else {
      throw OnsetError(
        .invalidArgument, "the scheme '\(description.name)' needs '\(name)'",
        fix: parameter.map { "give the \($0.meaning)" })
    }
    return value
  }

  private func wrong(_ name: String, _ expected: String) -> OnsetError {
    OnsetError(
      .invalidArgument, "'\(name)' of the scheme '\(description.name)' has to be \(expected)")
  }
}
