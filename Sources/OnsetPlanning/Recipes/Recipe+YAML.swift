import Foundation
public import OnsetCore
import OnsetSchemes
import Yams

extension Recipe {
  private static let version = 1
  private static let sizeLimit = 16 << 20
  private static let ruleKeys: Set<String> = ["match", "init"]
  private static let topKeys: Set<String> = ["version", "seed", "default", "rules"]

  /// Reads a recipe from a YAML file.
  ///
  /// - Parameter path: The file.
  /// - Throws: `OnsetError` that names the file, the line and what is wrong there.
  public init(contentsOf path: String) throws(OnsetError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw OnsetError(
        .notFound, "the recipe cannot be read", at: path, fix: "give the path of a YAML file")
    }
    guard data.count <= Self.sizeLimit, let text = String(data: data, encoding: .utf8) else {
      throw OnsetError(
        .invalidFile, "this is not a recipe: it is not UTF-8 text of less than 16 MiB", at: path,
        fix: "start from 'onset plan MODEL'")
    }
    try self.init(yaml: text, name: path)
  }

  /// Parses a recipe.
  ///
  /// - Parameters:
  ///   - text: The YAML text.
  ///   - name: What to call it in messages.
  /// - Throws: `OnsetError` that names the line and what is wrong there.
  public init(yaml text: String, name: String) throws(OnsetError) {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw OnsetError(
        .invalidFile, "the YAML cannot be parsed: \(Self.oneLine("\(error)"))", at: name,
        fix: "compare it with what 'onset plan MODEL' prints")
    }
    let reader = RecipeReader(name: name)
    guard let top = root?.mapping else {
      throw reader.error("a recipe is a map with the keys version, default and rules", root)
    }
    try reader.checkKeys(of: top, allowed: Self.topKeys)
    guard top["version"]?.int == Self.version else {
      throw reader.error("the recipe must say 'version: \(Self.version)'", top["version"])
    }
    var seed: UInt64 = 0
    if let node = top["seed"] {
      guard let value = node.string.flatMap({ UInt64($0) }) else {
        throw reader.error("the seed is not an integer from 0 to 2^64 - 1", node)
      }
      seed = value
    }
    var rules: [RecipeRule] = []
    if let node = top["rules"] {
      guard let sequence = node.sequence else { throw reader.error("rules is not a list", node) }
      for rule in sequence { rules += try reader.rules(from: rule, keys: Self.ruleKeys) }
    }
    self.init(
      name: name, seed: seed, fallback: top["default"]?.string ?? "auto", rules: rules)
  }

  /// The parser's message without the excerpt of the file that it appends.
  private static func oneLine(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    let message = lines.prefix(2).joined(separator: " ")
    return message.count > messageLimit ? message.prefix(messageLimit) + "…" : message
  }

  private static let messageLimit = 200
}

/// Reads the parts of a recipe, with the line in every message.
private struct RecipeReader {
  let name: String

  func error(_ message: String, _ node: Node?, fix: String? = nil) -> OnsetError {
    let place = node?.mark.map { "\(name), line \($0.line)" } ?? name
    return OnsetError(
      .invalidFile, message, at: place, fix: fix ?? "compare it with what 'onset plan MODEL' prints"
    )
  }

  func checkKeys(of map: Node.Mapping, allowed: Set<String>) throws(OnsetError) {
    for (key, _) in map where !allowed.contains(key.string ?? "") {
      let known = allowed.sorted()
      throw error(
        "the key '\(key.string ?? "")' is not known here", key,
        fix: "the keys are \(known.joined(separator: ", "))")
    }
  }

  /// The rules of one list entry: one for each pattern of its `match`.
  func rules(from node: Node, keys: Set<String>) throws(OnsetError) -> [RecipeRule] {
    guard let map = node.mapping else { throw error("a rule is a map with match and init", node) }
    try checkKeys(of: map, allowed: keys)
    let patterns = map["match"].map { $0.sequence.map { $0.map(\.string) } ?? [$0.string] } ?? []
    guard !patterns.isEmpty, !patterns.contains(nil), let action = map["init"] else {
      throw error("a rule needs a match (a pattern or a list of them) and an init", node)
    }
    var rule = try self.rule(initializing: action, line: node.mark?.line)
    var rules: [RecipeRule] = []
    for pattern in patterns.compactMap({ $0 }) {
      do {
        rule.match = try GlobPattern(pattern)
      } catch let problem {
        throw error(problem.message, map["match"])
      }
      rules.append(rule)
    }
    return rules
  }

  private func rule(initializing node: Node, line: Int?) throws(OnsetError) -> RecipeRule {
    var rule = RecipeRule(match: try GlobPattern("*"), scheme: nil, line: line)
    if node.string == KeepFamily.name { return rule }
    guard var map = node.mapping else {
      rule.scheme = try scheme(from: node)
      return rule
    }
    if let text = map["depthScale"] {
      guard let scale = text.string.flatMap({ DepthScale(rawValue: $0.filter { $0 != " " }) })
      else {
        let known = DepthScale.allCases.map(\.rawValue).joined(separator: ", ")
        throw error("the depthScale is not known", text, fix: "write one of \(known)")
      }
      rule.depthScale = scale
      map["depthScale"] = nil
    }
    if let text = map["blocks"] {
      guard let value = text.string, ["whole", "each"].contains(value) else {
        throw error("blocks is neither 'each' nor 'whole'", text)
      }
      rule.ignoresParts = value == "whole"
      map["blocks"] = nil
    }
    rule.scheme = try scheme(from: .mapping(map))
    return rule
  }

  private func scheme(from node: Node) throws(OnsetError) -> Scheme {
    do {
      return try YAMLDecoder().decode(Scheme.self, from: node)
    } catch let problem as OnsetError {
      throw error(problem.message, node, fix: problem.fix)
    } catch let DecodingError.dataCorrupted(context) {
      if let problem = context.underlyingError as? OnsetError {
        throw error(problem.message, node, fix: problem.fix)
      }
      throw error(context.debugDescription, node)
    } catch let DecodingError.keyNotFound(key, _) {
      throw error("the scheme needs '\(key.stringValue)'", node)
    } catch let DecodingError.typeMismatch(_, context) {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw error("the value of '\(path)' has the wrong type", node)
    } catch let problem {
      throw error("the scheme cannot be read: \(problem)", node)
    }
  }
}
