import Foundation
import OnsetCore
import Testing

/// What PyTorch 2.15 does: moments of its draws and the rules of its modules.
struct TorchFixture: Decodable {
  /// Bounds and deviations by exact formulas.
  struct Theory: Decodable {
    let shape: [Int]
    let xavier_bound: Double
    let xavier_std: Double
    let kaiming_relu_fan_in_bound: Double
    let kaiming_relu_fan_in_std: Double
    let kaiming_relu_fan_out_std: Double
    let kaiming_sqrt5_bound: Double
    let kaiming_sqrt5_std: Double
    let leaky02_std: Double
  }

  /// A module's default weight.
  struct Module: Decodable {
    let module: String
    let shape: [Int]
    let groups: Int
    let stride: Int?
    let bound: Double?
    let standardDeviation: Double?
    let trueFanIn: Double?
  }

  /// One tensor drawn by torch.nn.init.
  struct Sample: Decodable, Sendable {
    let `init`: String
    let shape: [Int]
    let mean: Double
    let unbiasedStandardDeviation: Double
    let min: Double
    let max: Double
  }

  let theory: [Theory]
  let truncatedStandardDeviation: Double
  let modules: [Module]
  let samples: [Sample]

  /// Reads the fixture.
  static func load() throws -> TorchFixture {
    let url = try #require(
      Bundle.module.url(forResource: "torch_init", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(TorchFixture.self, from: Data(contentsOf: url))
  }

  /// The layout that PyTorch gives a kernel of some rank.
  static func layout(rank: Int, groups: Int = 1) -> WeightLayout {
    rank == 2 ? .linear : .convolution(groups: groups, spatialRank: rank - 2)
  }
}
