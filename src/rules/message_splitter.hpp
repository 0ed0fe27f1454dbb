// SPDX-License-Identifier: BSL-1.0
// Cuts a stream of bytes into messages, and frames what is sent.
#pragma once

#include <jsonrpcclient/framing.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

class message_splitter
{
public:
    message_splitter(framing framing, std::size_t max_message_size);

    // Where the next bytes of the stream go: at least one, and more the more the stream brings.
    std::span<char> prepare();

    // Takes `size` bytes that were put there and gives the messages that are complete now. They are valid
    // until `prepare`. Of a message that is too large come the first `max_message_size` bytes and one more.
    std::span<const std::string_view> commit(std::size_t size);

    // Appends a message as it goes over the wire.
    void frame(std::string& bytes, std::string_view message) const;

private:
    framing framing_;
    std::size_t max_message_size_;
    // [0, used_) are bytes of the stream: up to begin_ they were given away as messages, up to searched_
    // there is no delimiter behind begin_.
    std::string buffer_;
    std::size_t begin_ = 0;
    std::size_t searched_ = 0;
    std::size_t used_ = 0;
    bool skipping_ = false;
    std::vector<std::string_view> messages_;
};

} // namespace jsonrpcclient::detail
