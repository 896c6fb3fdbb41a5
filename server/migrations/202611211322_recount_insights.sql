-- Hours are counted without channel, language, scene and agent: everything is counted again with the next conversation.
update insight_tenants set time_zone = '';
