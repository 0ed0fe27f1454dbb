// SPDX-License-Identifier: BSL-1.0
// The whole library but for stream_channel.hpp: that is a template, and who has no streams of his own need not compile it.
#pragma once

#include <jsonrpcclient/backoff.hpp>
#include <jsonrpcclient/batch.hpp>
#include <jsonrpcclient/caller.hpp>
#include <jsonrpcclient/channel.hpp>
#include <jsonrpcclient/channel_pair.hpp>
#include <jsonrpcclient/client.hpp>
#include <jsonrpcclient/connection_state.hpp>
#include <jsonrpcclient/dialect.hpp>
#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/framing.hpp>
#include <jsonrpcclient/id.hpp>
#include <jsonrpcclient/id_generators.hpp>
#include <jsonrpcclient/latency_histogram.hpp>
#include <jsonrpcclient/logging.hpp>
#include <jsonrpcclient/mock_script.hpp>
#include <jsonrpcclient/mock_server.hpp>
#include <jsonrpcclient/notification_stream.hpp>
#include <jsonrpcclient/options.hpp>
#include <jsonrpcclient/params.hpp>
#include <jsonrpcclient/process.hpp>
#include <jsonrpcclient/request.hpp>
#include <jsonrpcclient/response.hpp>
#include <jsonrpcclient/server_message.hpp>
#include <jsonrpcclient/statistics.hpp>
#include <jsonrpcclient/subscription.hpp>
#include <jsonrpcclient/version.hpp>
#include <jsonrpcclient/when_full.hpp>
