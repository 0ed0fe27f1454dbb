// SPDX-License-Identifier: BSL-1.0
#include "rules/config_file.hpp"

#include "rules/ascii.hpp"
#include "rules/option_table.hpp"

#include <boost/property_tree/ini_parser.hpp>
#include <boost/property_tree/ptree.hpp>

#include <algorithm>
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

[[noreturn]] void refuse_line(const std::string& file, std::size_t line, const std::string& why)
{
    auto where = line == 0 ? file : file + ":" + std::to_string(line);
    throw client_error(errc::invalid_config, delivery::not_sent, where + ": " + why);
}

class open_file
{
public:
    // A pipe of this name is not waited for.
    explicit open_file(const std::string& path) noexcept
        : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK))
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

// Takes the first line off, without its line feed.
std::string_view take_line(std::string_view& rest)
{
    auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    return line;
}

// A key and its value, or nothing of the two in a comment; none if it is neither. The parser is given a line at a time,
// for it does not tell which one a key stands in.
std::optional<std::pair<std::string, std::string>> read_line(std::string_view line)
{
    namespace ptree = boost::property_tree;
    ptree::ptree tree;
    try
    {
        std::istringstream text((std::string(line)));
        ptree::read_ini(text, tree);
    }
    catch (const ptree::ini_parser_error&)
    {
        return std::nullopt;
    }
    if (tree.empty())
        return std::pair<std::string, std::string>();
    auto& [key, value] = tree.front();
    // Of a line that was meant otherwise the key may be anything, also a password: it must not be shown.
    if (!is_token(std::string_view(key)))
        return std::nullopt;
    return std::pair(key, value.data());
}

void check_section(const std::string& path, std::size_t number, std::string_view line)
{
    if (line.back() == ']' && trim(line.substr(1, line.size() - 2)) == section)
        return;
    refuse_line(path, number, std::string("there is no such section; there is [") + section + "], or none");
}

// Whether the text was read; if not, there is no such file.
bool load(const std::string& path, std::string& text, bool& is_trusted)
{
    open_file file(path);
    if (file.get() == -1)
    {
        if (errno == ENOENT || errno == ENOTDIR)
            return false;
        refuse_line(path, 0, std::generic_category().message(errno));
    }
    struct stat status;
    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        refuse_line(path, 0, "it is no file");
    is_trusted = status.st_uid == ::geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
    for (;;)
    {
        char piece[4096];
        auto size = ::read(file.get(), piece, sizeof piece);
        if (size == -1 && errno == EINTR)
            continue;
        if (size == -1)
            refuse_line(path, 0, std::generic_category().message(errno));
        if (size == 0)
            return true;
        text.append(piece, static_cast<std::size_t>(size));
        if (text.size() > largest)
            refuse_line(path, 0, "it is too large for a configuration file");
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
    client_options options;
    option_level level(option_source::file);
    level.file = path;
    // Some editors put a byte order mark in front.
    constexpr std::string_view mark = "\xef\xbb\xbf";
    std::string_view rest = text;
    if (rest.starts_with(mark))
        rest.remove_prefix(mark.size());
    for (std::size_t number = 1; !rest.empty(); ++number)
    {
        auto line = trim(take_line(rest));
        if (line.starts_with('['))
        {
            check_section(path, number, line);
            continue;
        }
        auto said = read_line(line);
        if (!said)
            refuse_line(path, number, "the line is not of the form KEY = VALUE; the keys are " + option_keys());
        if (said->first.empty())
            continue;
        auto& key = said->first;
        if (auto* row = find_option(key); row && row->is_of_security && !is_trusted)
            refuse_line(path, number,
                        key + " is taken only from a file that belongs to the user and that nobody else can write");
        auto same_key = [&](auto& known) { return equal_names(known.first, key); };
        if (auto known = std::find_if(level.lines.begin(), level.lines.end(), same_key); known != level.lines.end())
            refuse_line(path, number, key + " is there already, in line " + std::to_string(known->second));
        try
        {
            options.set(key, said->second);
        }
        catch (const client_error& error)
        {
            refuse_line(path, number, error.what());
        }
        level.lines[key] = number;
    }
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
            refuse_line(path, 0, "there is no such file");
    }
    return levels;
}

} // namespace jsonrpcclient::detail
