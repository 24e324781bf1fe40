import Foundation

/// Golden values that were made with multiple precision; each file's `meta` says how.
enum Fixture {
  /// The decoded content of a fixture.
  static func load<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
    let url = Bundle.module.bundleURL.appending(path: "Fixtures/\(name).json")
    return try JSONDecoder().decode(type, from: Data(contentsOf: url))
  }
}

/// How far two numbers are apart, relative to the second one.
func relativeError(_ value: Double, _ reference: Double) -> Double {
  value == reference ? 0 : abs(value - reference) / abs(reference)
}
