import OnsetCore

/// A word of an expression, with the place of its first character, counted from one.
struct ExpressionToken: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case number(Double)
    case name(String)
    case symbol(String)
    case end
  }

  var kind: Kind
  var place: Int

  /// How the token is named in messages.
  var description: String {
    switch kind {
    case .number(let number): "the number \(number)"
    case .name(let name): "'\(name)'"
    case .symbol(let symbol): "'\(symbol)'"
    case .end: "the end"
    }
  }

  /// Splits a text into tokens, the last one being the end.
  ///
  /// - Throws: `OnsetError` for a character that no expression contains, or a number that cannot be
  ///   read.
  static func tokens(of text: String) throws(OnsetError) -> [ExpressionToken] {
    let characters = Array(text)
    var tokens: [ExpressionToken] = []
    var index = 0
    while index < characters.count {
      let character = characters[index]
      if character.isWhitespace {
        index += 1
        continue
      }
      let start = index
      if character.isASCII && (character.isNumber || character == ".") {
        tokens.append(try number(characters, &index, text))
      } else if character.isLetter || character == "_" {
        while index < characters.count, isWord(characters[index]) { index += 1 }
        tokens.append(.init(kind: .name(String(characters[start..<index])), place: start + 1))
      } else {
        let two = String(characters[start..<min(start + 2, characters.count)])
        let symbol = ["**", "<=", ">="].contains(two) ? two : String(character)
        guard two == symbol || "+-*/^(),<>?:".contains(character) else {
          throw OnsetError(
            .invalidArgument, "'\(character)' at character \(start + 1) belongs to no expression",
            at: "\"\(text)\"", fix: "write something like \"x*sigmoid(1.702*x)\"")
        }
        index += symbol.count
        tokens.append(.init(kind: .symbol(symbol == "**" ? "^" : symbol), place: start + 1))
      }
    }
    return tokens + [.init(kind: .end, place: characters.count + 1)]
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  /// Reads digits with a decimal point and an exponent.
  private static func number(
    _ characters: [Character], _ index: inout Int, _ text: String
  ) throws(OnsetError) -> ExpressionToken {
    let start = index
    while index < characters.count, characters[index].isASCII {
      let character = characters[index]
      let isSign = (character == "+" || character == "-") && index > start
      let followsExponent = isSign && "eE".contains(characters[index - 1])
      let isExponent = "eE".contains(character) && index > start
      guard character.isNumber || character == "." || isExponent || followsExponent else { break }
      index += 1
    }
    let digits = String(characters[start..<index])
    guard let value = Double(digits), value.isFinite else {
      throw OnsetError(
        .invalidArgument, "'\(digits)' at character \(start + 1) is not a number",
        at: "\"\(text)\"")
    }
    return ExpressionToken(kind: .number(value), place: start + 1)
  }
}
