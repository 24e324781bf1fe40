import Foundation
public import OnsetCore
import OnsetModels
import OnsetSchemes
import Yams

extension Plan {
  /// The plan as an editable recipe in YAML, one rule per tensor with its reason beside it, which
  /// `onset init --recipe` carries out bit for bit.
  ///
  /// - Parameter model: What to call the model in the first comment.
  /// - Throws: `OnsetError` when a scheme does not fit its tensor.
  public func recipe(model: String) throws(OnsetError) -> String {
    var lines = [
      "# What onset would do with \(model) (scheme family or recipe: \(source)).",
      "# Edit it, then: onset init \(model) --recipe THIS -o OUT.safetensors",
      "version: 1", "seed: \(seed)", "default: error", entries.isEmpty ? "rules: []" : "rules:",
    ]
    for entry in entries {
      lines.append("  - match: \(Self.quoted(entry.name.text))")
      lines.append("    init: \(try Self.action(of: entry))  # \(try Self.comment(on: entry))")
    }
    if !constants.isEmpty {
      lines.append("# Stored tensors that are no parameters and stay as they are:")
      lines += constants.map { "#   \(Self.singleLine($0.name)) \($0.shape): \($0.reason)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func action(of entry: PlanEntry) throws(OnsetError) -> String {
    guard let scheme = entry.scheme else { return KeepFamily.name }
    do {
      // JSON is YAML, so the scheme's own coding is read back as nodes and laid out again.
      let json = String(decoding: try JSONEncoder().encode(scheme), as: UTF8.self)
      let node = try Yams.compose(yaml: json) ?? ""
      guard entry.ignoresParts else { return flow(node) }
      var map = node.mapping ?? Node.Mapping([("scheme", node)])
      map["blocks"] = "whole"
      return flow(.mapping(map))
    } catch {
      throw OnsetError(.invalidPlan, "the scheme cannot be written: \(error)", at: entry.name.text)
    }
  }

  private static func comment(on entry: PlanEntry) throws(OnsetError) -> String {
    let deviation = try entry.expectation().map { ", σ \(rounded($0.standardDeviation))" } ?? ""
    return "\(entry.shape) \(entry.role.words)\(deviation): \(entry.reason)"
  }

  /// A node as YAML in flow style, the scheme's name first.
  private static func flow(_ node: Node) -> String {
    if let map = node.mapping {
      let texts = map.map { key, value in "\(key.string ?? ""): \(flow(value))" }
      let isName = { (text: String) in text.hasPrefix("scheme: ") }
      let ordered = texts.filter(isName) + texts.filter { !isName($0) }.sorted()
      return "{" + ordered.joined(separator: ", ") + "}"
    }
    if let list = node.sequence { return "[" + list.map(flow).joined(separator: ", ") + "]" }
    return node.string ?? ""
  }

  private static func rounded(_ value: Double) -> String {
    String(format: "%.4g", value)
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        "\\x" + String(format: "%02x", scalar.value)
      default: "\(scalar)"
      }
    }
    return "\"" + escaped.joined() + "\""
  }

  private static func singleLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
