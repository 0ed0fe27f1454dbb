// SPDX-License-Identifier: BSL-1.0
#include "speed/memory_socket.hpp"

#include "bench/target_protocols.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace speed {
namespace {

template <class Protocol>
peer make()
{
    return [protocol = std::make_shared<Protocol>()](std::string_view in, std::string& out)
    { return protocol->take(in, out); };
}

} // namespace

peer make_peer(std::string_view transport)
{
    if (transport.starts_with("tcp"))
        return make<bench::newline_protocol>();
    if (transport.starts_with("http"))
        return make<bench::http_protocol>();
    if (transport.starts_with("ws") || transport.starts_with("websocket"))
        return make<bench::websocket_protocol>();
    throw std::invalid_argument("not a transport");
}

void memory_link::answer(const asio::const_buffer* begin, const asio::const_buffer* end)
{
    for (; begin != end; ++begin)
        written_.append(static_cast<const char*>(begin->data()), begin->size());
    written_.erase(0, peer_(written_, unread_));
}

std::size_t memory_link::copy_unread(asio::mutable_buffer where)
{
    auto size = std::min(unread_.size() - begin_, where.size());
    std::memcpy(where.data(), unread_.data() + begin_, size);
    begin_ += size;
    if (begin_ == unread_.size())
    {
        unread_.clear();
        begin_ = 0;
    }
    return size;
}

} // namespace speed
