// SPDX-License-Identifier: BSL-1.0
// What the gateway serves: a page that is put together from the answers of three backends, and their statistics.
#ifndef GATEWAY_PETS_HPP
#define GATEWAY_PETS_HPP

#include "http_server.hpp"

#include <jsonrpcclient.hpp>

#include <cstdint>
#include <string_view>

namespace gateway {

namespace rpc = jsonrpcclient;

class pets {
public:
    // No page takes longer than the deadline. Throws rpc::client_error for a URL that is none.
    pets(asio::any_io_executor executor, std::string_view cats_url, std::string_view dogs_url,
         std::string_view naps_url, std::chrono::milliseconds deadline);

    // "/pets/NAME?nap=MILLISECONDS" or "/metrics". It uses this object until it has ended.
    asio::awaitable<http_answer> answer(std::string target);

    // Ends the calls in flight; their answers are then missing from the pages.
    asio::awaitable<void> close();

private:
    asio::awaitable<http_answer> page(std::string name, int nap);
    std::string metrics() const;

    rpc::client cats_;
    rpc::client dogs_;
    rpc::client naps_;
    std::uint64_t full_ = 0;
    std::uint64_t degraded_ = 0;
    std::uint64_t empty_ = 0;
};

} // namespace gateway

#endif
