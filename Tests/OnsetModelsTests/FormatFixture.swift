import Foundation
import OnsetTestSupport

/// The files that `Fixtures/formats/make.py` makes with the reference implementations.
enum FormatFixture {
  /// Element i of the fixtures' floating-point tensors.
  static let quarters: [Double] = (0..<8).map { (Double($0) - 3) / 4 }

  static func path(_ name: String) -> String {
    Bundle.module.resourceURL.map { $0.path + "/Fixtures/formats/" + name } ?? name
  }

  static func bytes(_ name: String) throws -> [UInt8] { try TemporaryFolder.bytes(of: path(name)) }
}
