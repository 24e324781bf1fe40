/// A shell-style pattern over parameter names: `*` matches any run of characters, `?` one character,
/// `[abc]` one of those listed and `{a,b}` one of the alternatives.
///
/// A name always matches itself, even where it contains a bracket.
///
/// ```swift
/// try GlobPattern("h.*.attn.c_proj.weight").matches("h.11.attn.c_proj.weight")  // true
/// ```
public struct GlobPattern: Hashable, Sendable {
  /// The pattern as it was written.
  public let text: String
  private let alternatives: [[Token]]

  private enum Token: Hashable, Sendable {
    case literal(Character)
    case anyCharacter
    case anyRun
    case oneOf(Set<Character>, negated: Bool)
  }

  /// Parses a pattern.
  ///
  /// - Parameter text: The pattern.
  /// - Throws: ``OnsetError`` when the pattern is empty or a bracket or brace is left open.
  public init(_ text: String) throws(OnsetError) {
    guard !text.isEmpty else {
      throw OnsetError(.invalidArgument, "an empty pattern matches nothing", fix: "write * for all")
    }
    self.text = text
    var alternatives: [[Token]] = []
    for expansion in try Self.expandBraces(text) {
      alternatives.append(try Self.tokens(of: expansion, in: text))
    }
    self.alternatives = alternatives
  }

  /// Whether the whole of `name` fits the pattern.
  ///
  /// - Complexity: O(length of the name × length of the pattern), without backtracking blow-up.
  public func matches(_ name: String) -> Bool {
    if name == text { return true }
    let characters = Array(name)
    return alternatives.contains { Self.match($0, characters) }
  }

  /// Whether the whole of the parameter's name fits the pattern.
  public func matches(_ name: ParameterName) -> Bool { matches(name.text) }

  /// A few pairs of braces multiply to more alternatives than memory holds; names need far fewer.
  private static let largestExpansion = 4096

  private static func expandBraces(_ text: String) throws(OnsetError) -> [String] {
    guard let open = text.firstIndex(of: "{") else { return [text] }
    guard let close = text[open...].firstIndex(of: "}") else {
      throw OnsetError(.invalidArgument, "the pattern '\(text)' opens { and never closes it")
    }
    let head = text[..<open]
    let rest = try expandBraces(String(text[text.index(after: close)...]))
    let choices = text[text.index(after: open)..<close]
      .split(separator: ",", omittingEmptySubsequences: false)
    guard !choices.contains(where: { $0.contains("{") }) else {
      throw OnsetError(.invalidArgument, "the pattern '\(text)' has braces within braces")
    }
    guard choices.count * rest.count <= largestExpansion else {
      throw OnsetError(
        .invalidArgument, "the pattern '\(text)' has more than \(largestExpansion) alternatives",
        fix: "write several rules")
    }
    return choices.flatMap { choice in rest.map { head + choice + $0 } }
  }

  private static func tokens(of text: String, in whole: String) throws(OnsetError) -> [Token] {
    var tokens: [Token] = []
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case "*": if tokens.last != .anyRun { tokens.append(.anyRun) }
      case "?": tokens.append(.anyCharacter)
      case "[":
        guard let close = rest.dropFirst().firstIndex(of: "]") else {
          throw OnsetError(.invalidArgument, "the pattern '\(whole)' opens [ and never closes it")
        }
        var set = rest[..<close]
        let negated = set.first == "!" || set.first == "^"
        if negated { set.removeFirst() }
        tokens.append(.oneOf(members(of: set), negated: negated))
        rest = rest[rest.index(after: close)...]
      default: tokens.append(.literal(character))
      }
    }
    return tokens
  }

  /// The characters of a bracket, with ranges such as `0-9` written out.
  private static func members(of bracket: Substring) -> Set<Character> {
    let characters = Array(bracket)
    var members: Set<Character> = []
    var index = 0
    while index < characters.count {
      if index + 2 < characters.count, characters[index + 1] == "-",
        let first = characters[index].unicodeScalars.first?.value,
        let last = characters[index + 2].unicodeScalars.first?.value, first <= last
      {
        for scalar in (first...last).compactMap(Unicode.Scalar.init) {
          members.insert(Character(scalar))
        }
        index += 3
      } else {
        members.insert(characters[index])
        index += 1
      }
    }
    return members
  }

  /// Greedy matching that returns to the last `*` on a mismatch.
  private static func match(_ tokens: [Token], _ name: [Character]) -> Bool {
    var token = 0
    var position = 0
    var lastRun: (token: Int, position: Int)?
    while position < name.count {
      if token < tokens.count, tokens[token] == .anyRun {
        lastRun = (token, position)
        token += 1
      } else if token < tokens.count, fits(tokens[token], name[position]) {
        token += 1
        position += 1
      } else if let run = lastRun {
        lastRun = (run.token, run.position + 1)
        token = run.token + 1
        position = run.position + 1
      } else {
        return false
      }
    }
    return tokens[token...].allSatisfy { $0 == .anyRun }
  }

  private static func fits(_ token: Token, _ character: Character) -> Bool {
    switch token {
    case .literal(let expected): expected == character
    case .anyCharacter, .anyRun: true
    case .oneOf(let members, let negated): members.contains(character) != negated
    }
  }
}
