import Foundation
import OnsetCore
import OnsetModels
import OnsetPropagation

// Prints how far prediction is from measured ensembles: scripts/accuracy.

let arguments = CommandLine.arguments.dropFirst()
guard let folder = arguments.first else {
  print("usage: OnsetAccuracy CORPUS [MODEL…] [--layers]")
  exit(2)
}
let details = arguments.contains("--layers")
let wanted = arguments.dropFirst().filter { !$0.hasPrefix("--") }
let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter {
  FileManager.default.fileExists(atPath: "\(folder)/\($0)/truth.json")
    && (wanted.isEmpty || wanted.contains($0))
}
print(ModelAccuracy.header)
for name in names {
  do {
    let accuracy = try ModelAccuracy(folder: "\(folder)/\(name)", name: name)
    print(accuracy.row)
    if details { print(accuracy.layerTable) }
  } catch {
    print("| \(name) | \(error) |")
  }
}
