import OnsetCore
import SwiftProtobuf

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The attributes of one node, read by name and type with ONNX's defaults filled in by the caller.
///
/// An attribute of the wrong type is an error that names the node; an absent one is the default.
struct NodeAttributes {
  /// The node's operator type, for messages.
  let type: String
  /// The version of the operator set that gives the node its meaning.
  let opset: Int
  /// How many outputs the node has, which some old operators use as a switch.
  let outputCount: Int
  /// How many inputs the node has.
  let inputCount: Int
  private let place: String
  private let values: [String: Onnx_AttributeProto]

  /// Collects the attributes of a node.
  ///
  /// - Throws: `OnsetError` when two attributes have the same name.
  init(_ node: Onnx_NodeProto, opset: Int, place: String) throws(OnsetError) {
    type = node.opType
    self.opset = opset
    self.place = place
    outputCount = node.output.count
    inputCount = node.input.count
    var values: [String: Onnx_AttributeProto] = [:]
    for attribute in node.attribute {
      guard values.updateValue(attribute, forKey: attribute.name) == nil else {
        throw OnsetError(
          .invalidFile, "the attribute '\(attribute.name)' of \(node.opType) is given twice",
          at: place)
      }
    }
    self.values = values
  }

  /// An integer, or `nil` when the attribute is absent.
  func integer(_ name: String) throws(OnsetError) -> Int? {
    guard let value = try value(name, .int, "an integer") else { return nil }
    return Int(value.i)
  }

  /// An integer, or a default when the attribute is absent.
  func integer(_ name: String, default standard: Int) throws(OnsetError) -> Int {
    try integer(name) ?? standard
  }

  /// An integer read as a truth value.
  func flag(_ name: String, default standard: Bool = false) throws(OnsetError) -> Bool {
    try integer(name).map { $0 != 0 } ?? standard
  }

  /// A list of integers, or `nil` when the attribute is absent.
  func integers(_ name: String) throws(OnsetError) -> [Int]? {
    guard let value = try value(name, .ints, "a list of integers") else { return nil }
    return value.ints.map { Int($0) }
  }

  /// A real number, or `nil` when the attribute is absent.
  func real(_ name: String) throws(OnsetError) -> Double? {
    guard let value = try value(name, .float, "a number") else { return nil }
    return Double(value.f)
  }

  /// A real number, or a default when the attribute is absent.
  func real(_ name: String, default standard: Double) throws(OnsetError) -> Double {
    try real(name) ?? standard
  }

  /// A list of real numbers, or `nil` when the attribute is absent.
  func reals(_ name: String) throws(OnsetError) -> [Double]? {
    guard let value = try value(name, .floats, "a list of numbers") else { return nil }
    return value.floats.map { Double($0) }
  }

  /// A text, or a default when the attribute is absent.
  func text(_ name: String, default standard: String) throws(OnsetError) -> String {
    guard let value = try value(name, .string, "a text") else { return standard }
    return String(decoding: value.s, as: UTF8.self)
  }

  /// A list of texts, or `nil` when the attribute is absent.
  func texts(_ name: String) throws(OnsetError) -> [String]? {
    guard let value = try value(name, .strings, "a list of texts") else { return nil }
    return value.strings.map { String(decoding: $0, as: UTF8.self) }
  }

  /// A tensor, or `nil` when the attribute is absent.
  func tensor(_ name: String) throws(OnsetError) -> Onnx_TensorProto? {
    try value(name, .tensor, "a tensor")?.t
  }

  /// Whether the node has an attribute of this name.
  func contains(_ name: String) -> Bool { values[name] != nil }

  /// Every simple attribute as text, for operators that only pass them on.
  func asText() -> [String: String] {
    values.mapValues { attribute in
      switch attribute.type {
      case .int: "\(attribute.i)"
      case .float: "\(attribute.f)"
      case .string: String(decoding: attribute.s, as: UTF8.self)
      case .ints: attribute.ints.map(String.init).joined(separator: ",")
      case .floats: attribute.floats.map { "\($0)" }.joined(separator: ",")
      default: ""
      }
    }
  }

  /// An error at this node.
  func error(_ message: String, fix: String? = nil) -> OnsetError {
    OnsetError(.invalidFile, message, at: place, fix: fix)
  }

  /// The attribute, checked to be of a type; files of the first versions leave the type out.
  private func value(
    _ name: String, _ expected: Onnx_AttributeProto.AttributeType, _ meaning: String
  ) throws(OnsetError) -> Onnx_AttributeProto? {
    guard let value = values[name] else { return nil }
    guard value.type == expected || value.type == .undefined else {
      throw error("the attribute '\(name)' of \(type) should be \(meaning)", fix: "export again")
    }
    return value
  }
}
