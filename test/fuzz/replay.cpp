// SPDX-License-Identifier: BSL-1.0
// Gives every file of the corpora to its target once: what fuzzing has found stays found, without libFuzzer.
//
//   replay CORPUS              all of them; each is a folder with the name of its target
//   replay TARGET FILE...      some inputs of one target
#include "fuzz/target.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>

namespace {

namespace fs = std::filesystem;

void run(const test::fuzz::target& which, const fs::path& file)
{
    // The last one that is named is the one that ends the program.
    std::cout << which.name << ' ' << file.filename().string() << std::endl;
    std::ifstream stream(file, std::ios::binary);
    test::fuzz::require(stream.is_open(), "the file can be read");
    std::string bytes(std::istreambuf_iterator<char>(stream), {});
    which.run(bytes);
}

int replay_all(const fs::path& corpus)
{
    std::size_t inputs = 0;
    for (auto& each : test::fuzz::targets())
    {
        std::set<fs::path> files;
        for (auto& entry : fs::directory_iterator(corpus / each.name))
            files.insert(entry.path());
        test::fuzz::require(!files.empty(), "each target has inputs");
        for (auto& file : files)
            run(each, file);
        inputs += files.size();
    }
    for (auto& entry : fs::directory_iterator(corpus))
        test::fuzz::require(test::fuzz::find_target(entry.path().filename().string()), "each folder has a target");
    std::cout << "targets " << test::fuzz::targets().size() << " inputs " << inputs << std::endl;
    return 0;
}

} // namespace

int main(int count, char** arguments)
{
    if (count == 2)
        return replay_all(arguments[1]);
    auto* chosen = count > 2 ? test::fuzz::find_target(arguments[1]) : nullptr;
    if (!chosen)
    {
        std::cerr << "usage: replay CORPUS, or replay TARGET FILE...\n";
        return 2;
    }
    for (int i = 2; i != count; ++i)
        run(*chosen, arguments[i]);
    return 0;
}
