// SPDX-License-Identifier: BSL-1.0
#include "rules/command_words.hpp"

#include <cstddef>

namespace jsonrpcclient::detail {
namespace {

class command_reader
{
public:
    explicit command_reader(std::string_view rest) : rest_(rest) {}

    std::vector<std::string> words()
    {
        std::vector<std::string> words;
        for (skip_blanks(); !rest_.empty(); skip_blanks())
            if (read_word())
                words.push_back(std::move(word_));
        return words;
    }

private:
    static constexpr std::string_view blanks = " \t\n";

    void skip_blanks()
    {
        auto begin = rest_.find_first_not_of(blanks);
        rest_.remove_prefix(begin == rest_.npos ? rest_.size() : begin);
    }

    char next()
    {
        char character = rest_.front();
        rest_.remove_prefix(1);
        return character;
    }

    // Whether there was one: '' is a word, and a line that goes on behind a backslash is none.
    bool read_word()
    {
        word_.clear();
        bool is_quoted = false;
        while (!rest_.empty() && blanks.find(rest_.front()) == blanks.npos)
        {
            char character = next();
            is_quoted = is_quoted || character == '\'' || character == '"';
            if (character == '\'')
                read_single_quotes();
            else if (character == '"')
                read_double_quotes();
            else if (character == '\\')
                read_escaped();
            else
                word_ += character;
        }
        return is_quoted || !word_.empty();
    }

    void read_single_quotes()
    {
        auto size = rest_.find('\'');
        if (size == rest_.npos)
            throw command_error("a quotation mark ' has no end");
        word_ += rest_.substr(0, size);
        rest_.remove_prefix(size + 1);
    }

    void read_double_quotes()
    {
        while (!rest_.empty())
        {
            char character = next();
            if (character == '"')
                return;
            // Before any other character a backslash stands for itself.
            if (character == '\\' && !rest_.empty() && std::string_view("\"\\$`\n").find(rest_.front()) != rest_.npos)
                read_escaped();
            else
                word_ += character;
        }
        throw command_error("a quotation mark \" has no end");
    }

    void read_escaped()
    {
        if (rest_.empty())
            throw command_error("there is nothing behind the last backslash");
        // A line goes on behind a backslash.
        if (char character = next(); character != '\n')
            word_ += character;
    }

    std::string_view rest_;
    std::string word_;
};

} // namespace

std::vector<std::string> split_command(std::string_view command)
{
    if (command.find('\0') != command.npos)
        throw command_error("it has a character that no command has");
    auto words = command_reader(command).words();
    if (words.empty() || words.front().empty())
        throw command_error("it names no program");
    return words;
}

} // namespace jsonrpcclient::detail
