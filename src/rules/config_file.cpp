// SPDX-License-Identifier: BSL-1.0
#include "rules/config_file.hpp"

#include "rules/option_table.hpp"

#include <boost/property_tree/ini_parser.hpp>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace jsonrpcclient::detail {
namespace {

constexpr const char* section = "general";
constexpr std::size_t largest = 1 << 20;

[[noreturn]] void refuse(const std::string& file, std::size_t line, const std::string& why)
{
    auto where = line == 0 ? file : file + ":" + std::to_string(line);
    throw client_error(errc::invalid_config, delivery::not_sent, where + ": " + why);
}

class open_file
{
public:
    // A pipe of this name is not waited for.
    explicit open_file(const std::string& path) noexcept : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK))
    {
    }
    ~open_file()
    {
        if (file_ != -1)
            ::close(file_);
    }
    open_file(const open_file&) = delete;

    int get() const noexcept { return file_; }

private:
    int file_;
};

std::string_view trim(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n\f\v";
    auto begin = std::min(text.find_first_not_of(blanks), text.size());
    return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

// The parser tells the lines of its own errors, but not those of keys.
std::size_t line_of(const std::string& text, std::string_view key)
{
    std::istringstream lines(text);
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);)
    {
        ++number;
        auto trimmed = trim(line);
        if (trimmed == key || trim(trimmed.substr(0, trimmed.find('='))) == key)
            return number;
    }
    return 0;
}

// Whether the text was read; if not, there is no such file.
bool load(const std::string& path, std::string& text, bool& is_trusted)
{
    open_file file(path);
    if (file.get() == -1)
    {
        if (errno == ENOENT || errno == ENOTDIR)
            return false;
        refuse(path, 0, std::generic_category().message(errno));
    }
    struct stat status;
    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        refuse(path, 0, "it is no file");
    is_trusted = status.st_uid == ::geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
    for (;;)
    {
        char piece[4096];
        auto size = ::read(file.get(), piece, sizeof piece);
        if (size == -1 && errno == EINTR)
            continue;
        if (size == -1)
            refuse(path, 0, std::generic_category().message(errno));
        if (size == 0)
            return true;
        text.append(piece, static_cast<std::size_t>(size));
        if (text.size() > largest)
            refuse(path, 0, "it is too large for a configuration file");
    }
}

// Those that are there unless somebody has put them away; a folder that may not be entered holds none.
std::vector<std::string> usual_files()
{
    std::vector<std::string> files;
    std::error_code ignored;
    auto add = [&](const std::filesystem::path& folder)
    {
        auto path = folder / config_file_name;
        if (::access(folder.c_str(), X_OK) == 0 &&
            (files.empty() || !std::filesystem::equivalent(files.front(), path, ignored)))
            files.push_back(path);
    };
    if (auto* home = std::getenv("HOME"); home && *home)
        add(home);
    add(".");
    return files;
}

} // namespace

option_level parse_config(const std::string& path, const std::string& text, bool is_trusted)
{
    namespace ptree = boost::property_tree;
    ptree::ptree tree;
    try
    {
        std::istringstream input(text);
        ptree::read_ini(input, tree);
    }
    catch (const ptree::ini_parser_error& error)
    {
        refuse(path, error.line(), error.message());
    }

    client_options options;
    option_level level(option_source::file);
    level.file = path;
    auto read = [&](const std::string& key, const std::string& value)
    {
        auto line = line_of(text, key);
        auto* row = find_option(key);
        if (row && row->is_of_security && !is_trusted)
            refuse(path, line,
                   key + " is taken only from a file that belongs to the user and that nobody else can write");
        try
        {
            options.set(key, value);
        }
        catch (const client_error& error)
        {
            refuse(path, line, error.what());
        }
        level.lines[key] = line;
    };
    for (auto& [key, node] : tree)
        if (node.empty())
            read(key, node.data());
        else if (key == section)
            for (auto& [inner_key, value] : node)
                read(inner_key, value.data());
        else
            refuse(path, line_of(text, "[" + key + "]"),
                   "there is no section [" + key + "]; there is [" + section + "], or none");
    if (auto* set = options.store().get())
        level.options = *set;
    return level;
}

std::vector<option_level> read_config_files(const std::optional<std::vector<std::string>>& named)
{
    std::vector<option_level> levels;
    for (auto& path : named ? *named : usual_files())
    {
        std::string text;
        bool is_trusted = false;
        if (load(path, text, is_trusted))
            levels.push_back(parse_config(path, text, is_trusted));
        else if (named)
            refuse(path, 0, "there is no such file");
    }
    return levels;
}

} // namespace jsonrpcclient::detail
