#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

import OnsetCore

/// Reads a formula in x as a function with exact derivatives and known kinks.
///
/// ```
/// choice   := compare [? choice : choice]
/// compare  := sum [(< | <= | > | >=) sum]
/// sum      := product {(+ | -) product}
/// product  := sign {(* | /) sign}
/// sign     := {+ | -} power
/// power    := atom [^ sign]
/// atom     := number | x | pi | e | name(choice {, choice}) | (choice)
/// ```
struct ExpressionParser {
  private let text: String
  private let tokens: [ExpressionToken]
  private var index = 0
  private var nesting = 0

  /// Deeper nesting than this is refused before it exhausts the stack.
  private static let deepest = 64
  private static let longest = 2000

  /// Splits the text into tokens.
  ///
  /// - Throws: `OnsetError` for a text that is empty or too long, or has a character that no
  ///   expression contains.
  init(_ text: String) throws(OnsetError) {
    guard text.count <= Self.longest else {
      throw OnsetError(
        .invalidArgument, "the expression has \(text.count) characters",
        fix: "write it in at most \(Self.longest)")
    }
    self.text = text
    tokens = try ExpressionToken.tokens(of: text)
  }

  /// The function that the whole text stands for.
  ///
  /// - Throws: `OnsetError` with the place of the first mistake.
  mutating func parse() throws(OnsetError) -> ScalarFunction {
    let term = try choice()
    guard token.kind == .end else { throw failure("\(token.description) is out of place") }
    guard term.constant == nil else {
      throw failure("the expression does not depend on x", fix: "write a function of x")
    }
    return term.function
  }

  private var token: ExpressionToken { tokens[index] }

  /// An error at the current token.
  private func failure(_ message: String, fix: String? = nil) -> OnsetError {
    OnsetError(
      .invalidArgument, "\(message), at character \(token.place)", at: "\"\(text)\"", fix: fix)
  }

  /// Whether the current token is one of some symbols; if so it is taken.
  private mutating func take(_ symbols: String...) -> String? {
    guard case .symbol(let symbol) = token.kind, symbols.contains(symbol) else { return nil }
    index += 1
    return symbol
  }

  private mutating func expect(_ symbol: String) throws(OnsetError) {
    guard take(symbol) != nil else {
      throw failure("'\(symbol)' is expected before \(token.description)")
    }
  }

  private mutating func choice() throws(OnsetError) -> ExpressionTerm {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.deepest else {
      throw failure("the expression is nested more than \(Self.deepest) deep")
    }
    let condition = try compare()
    guard take("?") != nil else { return condition }
    let positive = try choice()
    try expect(":")
    let otherwise = try choice()
    return try ExpressionFunction.select([condition, positive, otherwise])
  }

  private mutating func compare() throws(OnsetError) -> ExpressionTerm {
    let left = try sum()
    guard let symbol = take("<", "<=", ">", ">=") else { return left }
    let right = try sum()
    let isLess = symbol.hasPrefix("<")
    let difference = ExpressionTerm.combined(isLess ? right : left, isLess ? left : right, "-")
    return .condition(difference.function)
  }

  private mutating func sum() throws(OnsetError) -> ExpressionTerm {
    var term = try product()
    while let symbol = take("+", "-") {
      term = ExpressionTerm.combined(term, try product(), symbol)
    }
    return term
  }

  private mutating func product() throws(OnsetError) -> ExpressionTerm {
    var term = try sign()
    while let symbol = take("*", "/") {
      term = ExpressionTerm.combined(term, try sign(), symbol)
    }
    return term
  }

  private mutating func sign() throws(OnsetError) -> ExpressionTerm {
    var isNegative = false
    while let symbol = take("+", "-") { if symbol == "-" { isNegative.toggle() } }
    let term = try power()
    return isNegative ? ExpressionTerm.combined(.constant(-1), term, "*") : term
  }

  private mutating func power() throws(OnsetError) -> ExpressionTerm {
    let base = try atom()
    guard take("^") != nil else { return base }
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.deepest else {
      throw failure("the expression is nested more than \(Self.deepest) deep")
    }
    return ExpressionFunction.power(base, try sign())
  }

  private mutating func atom() throws(OnsetError) -> ExpressionTerm {
    let start = token
    if take("(") != nil {
      let term = try choice()
      try expect(")")
      return term
    }
    guard start.kind != .end else { throw failure("the expression ends too early") }
    index += 1
    switch start.kind {
    case .number(let number): return .constant(number)
    case .name(let name):
      if take("(") != nil { return try call(name, start) }
      return try variable(name, start)
    default:
      index -= 1
      throw failure("\(start.description) is out of place")
    }
  }

  /// A name that is not followed by arguments.
  private mutating func variable(
    _ name: String, _ start: ExpressionToken
  ) throws(OnsetError) -> ExpressionTerm {
    switch name {
    case "x": return .function(.identity)
    case "pi", "π": return .constant(Double.pi)
    case "e": return .constant(exp(1))
    default:
      index -= 1
      let isFunction = ExpressionFunction.names.contains(name)
      throw failure(
        isFunction ? "'\(name)' needs arguments" : "there is no variable '\(name)'",
        fix: isFunction ? "write \(name)(x)" : "an activation is a function of x alone")
    }
  }

  /// A function with its arguments; the opening parenthesis is taken.
  private mutating func call(
    _ name: String, _ start: ExpressionToken
  ) throws(OnsetError) -> ExpressionTerm {
    var arguments = [try choice()]
    while take(",") != nil { arguments.append(try choice()) }
    try expect(")")
    do {
      return try ExpressionFunction.applied(name, to: arguments)
    } catch {
      throw OnsetError(
        error.code, "\(error.message), at character \(start.place)", at: "\"\(text)\"",
        fix: error.fix)
    }
  }
}
