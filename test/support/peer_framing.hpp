// SPDX-License-Identifier: BSL-1.0
// The framings, and HTTP as one of them, from the server's side. Written apart from the library's, so that a mistake
// of the one does not hide in the other.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace test {

// The bytes of a message. Over HTTP a text may also be an answer with its head.
std::string framed(std::string_view framing, std::string_view text);

// Takes the bytes of a client apart; is strict about what a client writes.
class frame_reader
{
public:
    // `framing` is one of those of framing_of().
    explicit frame_reader(std::string_view framing) : framing_(framing) {}

    void feed(std::string_view bytes);

    // The next message, if all of it is there. Throws `std::runtime_error` for what no client should have written.
    std::optional<std::string> next();

private:
    std::optional<std::string> next_delimited(char delimiter);
    std::optional<std::string> next_http();
    std::optional<std::string> next_with_header();
    std::optional<std::string> next_prefixed();
    std::optional<std::string> next_netstring();
    std::optional<std::string> next_json();

    std::string_view rest() const { return std::string_view(bytes_).substr(begin_); }
    // The message that has so many bytes behind so many others.
    std::optional<std::string> message(std::size_t before, std::size_t size, std::size_t behind = 0);

    std::string framing_;
    std::string bytes_;
    std::size_t begin_ = 0;   // Of the next message in bytes_.

    // Bare: how far the JSON has been looked at, and where that is inside it.
    std::size_t seen_ = 0;
    int depth_ = 0;
    bool in_string_ = false;
    bool is_escaped_ = false;
};

} // namespace test
